import type { RawColumn } from './raw-table.ts'

/** Patterns of column names of personal data, with the kind of data. */
const names: readonly (readonly [RegExp, string])[] = [
  [
    /^((first|last|middle|full|given|family|sur|sobre|customer|client|person|user|student|employee|patient|nome|do|da|de) ?)*(name|surname|nome|sobrenome)( (completo|social|((do|da|de|dos|das) )?(cliente|aluno|aluna|paciente|mae|pai|conjuge|responsavel|titular|usuario|usuaria|funcionario|funcionaria|colaborador|colaboradora|professor|professora|medico|medica|pessoa)))*$/,
    'a name',
  ],
  [
    /\b(ssn|social security( number| no)?|cpf|cnpj|rg|passport|passaporte|national id|tax id|document number|documento)\b/,
    'a document',
  ],
  [/\b(e ?mail|email address)\b/, 'an e-mail address'],
  [/\b(phone|telephone|mobile|cell|celular|telefone|fone|whatsapp|fax)\b/, 'a phone number'],
  [/\b(address|street|endereco|logradouro|rua)\b/, 'an address'],
  [/\b(iban|card number|account number|numero do cartao|conta corrente)\b/, 'an account'],
  [
    /\b(birth ?(date|day|dt)|date ?(of ?)?birth|dob|((data|date|dat|dt) ?(de ?)?)?nasc(imento)?)\b/,
    'a date of birth',
  ],
]

/**
 * Patterns of names that are personal data only if the values are long numbers: `PIS` may be a tax,
 * and `cartao` a brand.
 */
const numberNames: readonly (readonly [RegExp, string])[] = [
  [/\b(pis|pasep|nis|nit|cns|cnh|ctps|renavam|titulo (de |do )?eleitor|titulo eleitoral)\b/, 'a document'],
  [/\b(cartao|card)\b/, 'a card number'],
]

const contents: readonly (readonly [(text: string) => boolean, string])[] = [
  [(text) => /^[^@\s]+@[^@\s]+\.[a-z]{2,}$/i.test(text), 'e-mail addresses'],
  [(text) => /^\d{3}-\d{2}-\d{4}$/.test(text), 'social security numbers'],
  [isCpf, 'CPF numbers'],
  [isCard, 'card numbers'],
  [
    (text) =>
      /^(\+\d{1,3}[ -]?)?(\(\d{2,3}\)[ -]?|\d{2,3}[ -])\d{3,5}[ -]\d{4}$/.test(text) ||
      /^\+\d{10,14}$/.test(text),
    'phone numbers',
  ],
]

/**
 * Returns the reason why a column is personal data, or undefined. A column of a few repeating
 * values is not, whatever its name.
 */
export function findPersonalReason(
  column: RawColumn,
  isMissing: (text: string) => boolean,
): string | undefined {
  const texts = column.texts.filter((text) => !isMissing(text))
  const holding = contents.find(
    ([matches]) => texts.length > 0 && texts.filter(matches).length >= texts.length * 0.5,
  )
  if (holding !== undefined) return `its values look like ${holding[1]}`
  const words = splitWords(column.name)
  const long = texts.filter((text) => text.replaceAll(/\D/g, '').length >= 8).length >= texts.length * 0.5
  const named = [...names, ...(long ? numberNames : [])].find(([pattern]) => pattern.test(words))
  const many = texts.length > 20 || texts.length > column.codes.length / 2
  return named !== undefined && many
    ? `it is named like ${named[1]} and has many different values`
    : undefined
}

/**
 * Splits a name into lower-case words: `firstName`, `First_Name` and `FIRST-NAME` are `first name`.
 */
export function splitWords(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z\d]+/g, ' ')
    .trim()
    .toLowerCase()
}

/** Returns true for a CPF: eleven digits whose last two are check digits (Receita Federal). */
function isCpf(text: string): boolean {
  if (!/^\d{3}\.\d{3}\.\d{3}-\d{2}$/.test(text) && !/^\d{11}$/.test(text)) return false
  const digits = Array.from(text.replaceAll(/\D/g, ''), Number)
  const check = (length: number): number => {
    const sum = digits.slice(0, length).reduce((total, digit, i) => total + digit * (length + 1 - i), 0)
    return ((sum * 10) % 11) % 10
  }
  return check(9) === digits[9] && check(10) === digits[10] && new Set(digits).size > 1
}

/**
 * Returns true for a card number: thirteen to nineteen digits whose last one is a check digit
 * (ISO/IEC 7812-1, Luhn's formula).
 */
function isCard(text: string): boolean {
  if (!/^\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}$/.test(text)) return false
  const digits = Array.from(text.replaceAll(/\D/g, ''), Number).toReversed()
  const sum = digits.reduce(
    (total, digit, i) => total + (i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2),
    0,
  )
  return sum % 10 === 0
}
