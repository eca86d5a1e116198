import { readFileSync } from 'node:fs'
import { foldText } from '../../../base/text/fold-text.ts'

/** Digits and signs before or after a word that make it no harder to guess, at most. */
const maxAffix = 6
const minWord = 4

/** Letters that stand for each other, and the signs that people write for them. */
const lookalikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '!': 'i',
  '|': 'i',
  l: 'i',
  '3': 'e',
  '4': 'a',
  '@': 'a',
  '5': 's',
  $: 's',
  '7': 't',
  '+': 't',
  '8': 'b',
  '9': 'g',
}

/** Words that people put beside a name. */
const besideNames = [
  'admin',
  'senha',
  'minhasenha',
  'password',
  'pass',
  'user',
  'usuario',
  'login',
  'root',
  'teste',
  'test',
]

/** Passwords that everybody tries first, and what is only a variant of one. */
export class CommonPasswords {
  readonly #read: () => Iterable<string>
  #words: ReadonlySet<string> | undefined

  /**
   * @param read returns the words, in small letters without accents; called once, at the first
   * check.
   */
  constructor(read: () => Iterable<string> = readWords) {
    this.#read = read
  }

  /**
   * Returns true for a password that is one of the list, or one of `names`, in any letter case,
   * with or without accents, with digits and signs for letters, with a few digits and signs around
   * it, or written twice.
   */
  includes(password: string, names: readonly string[] = []): boolean {
    const words = (this.#words ??= new Set(Array.from(this.#read(), canonical)))
    const parts = namesOf(names)
    const isCommon = (text: string): boolean => {
      const plain = canonical(text)
      return (
        words.has(plain) ||
        (text.length >= minWord && words.has(compact(plain))) ||
        isMadeOf(compact(plain), parts)
      )
    }
    // Letters of other forms (`ｐａｓｓｗｏｒｄ`) are typed by the same guesses, and blanks at the ends add
    // nothing.
    const text = foldText(password.normalize('NFKC'))
    if (text.length < minWord) return true
    const [unit = ''] = /^(.+?)(?=\1+$)/su.exec(text) ?? []
    if (unit !== '' && (/^.{1,3}$/su.test(unit) || isCommon(unit))) return true
    if (isCommon(text) || isSequence(text)) return true
    const [, before = '', word = '', after = ''] = /^([^\p{L}]*)(.*?)([^\p{L}]*)$/su.exec(text) ?? []
    const isWeak = (affix: string): boolean =>
      affix.length <= maxAffix || isCommon(affix) || isSequence(affix)
    if (before.length + after.length > maxAffix && !(isWeak(before) && isWeak(after))) return false
    // A sign at an end may also stand for a letter: `$enha2026`, `passw0rd!`.
    return [word, before + word, word + after].some((core) => core.length >= minWord && isCommon(core))
  }
}

/** The list of `scripts/common-passwords.ts`; see there where it comes from. */
export const commonPasswords = new CommonPasswords()

function readWords(): string[] {
  const text = readFileSync(new URL('common-passwords.txt', import.meta.url), 'utf8')
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('# '))
}

function canonical(text: string): string {
  let plain = ''
  for (const letter of text) plain += lookalikes[letter] ?? letter
  return plain
}

function compact(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** Names as a whole and their parts, as passwords are compared. */
function namesOf(names: readonly string[]): readonly string[] {
  const parts = names
    .flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}]+/u)])
    .map((name) => compact(canonical(foldText(name))))
  return [...new Set(parts)].filter((part) => part.length >= 3)
}

/**
 * Returns true if `text` is one or several of `names`, and of words that people put beside a name.
 */
function isMadeOf(text: string, names: readonly string[]): boolean {
  if (!names.some((name) => text.includes(name))) return false
  const pieces = [...names, ...besideNames.map(canonical)]
  const reached = new Set([0])
  for (let at = 0; at < text.length; at++) {
    if (!reached.has(at)) continue
    for (const piece of pieces) if (text.startsWith(piece, at)) reached.add(at + piece.length)
  }
  return reached.has(text.length)
}

/** Digits that count up or down: `23456789`, `3210987`. */
function isSequence(text: string): boolean {
  if (!/^\d{4,}$/.test(text)) return false
  const steps = Array.from(text.slice(1), (digit, i) => (Number(digit) - Number(text[i]) + 10) % 10)
  return steps.every((step) => step === 1) || steps.every((step) => step === 9)
}
