import type { TextTable } from '../lib/i18n/texts.ts'

export const fieldTexts = {
  required: { en: 'required', 'pt-BR': 'obrigatório' },
  choose: { en: 'Choose…', 'pt-BR': 'Escolha…' },
  notKnown: { en: 'Unknown', 'pt-BR': 'Não informado' },
  notANumber: {
    en: 'This is not a number. Write it like 3,665.50: a comma between groups of three digits, a point before the decimals.',
    'pt-BR':
      'Isto não é um número. Escreva, por exemplo, 3.665,50: ponto entre grupos de três algarismos e vírgula antes dos decimais.',
  },
  notADate: {
    en: 'This is not a date. Write year, month and day, like 2022-03-05.',
    'pt-BR': 'Isto não é uma data. Escreva dia, mês e ano, como 05/03/2022.',
  },
  dateForm: { en: 'yyyy-mm-dd', 'pt-BR': 'dd/mm/aaaa' },
  timeForm: { en: 'yyyy-mm-dd hh:mm, time in {zone}', 'pt-BR': 'dd/mm/aaaa hh:mm, horário de {zone}' },
  range: { en: '{min} to {max}', 'pt-BR': 'de {min} a {max}' },
  from: { en: '{min} or more', 'pt-BR': 'a partir de {min}' },
  upTo: { en: 'up to {max}', 'pt-BR': 'até {max}' },
  typical: { en: 'typical value', 'pt-BR': 'valor típico' },
  username: { en: 'User name', 'pt-BR': 'Nome de usuário' },
  password: { en: 'Password', 'pt-BR': 'Senha' },
  missingPassword: { en: 'Enter the password.', 'pt-BR': 'Informe a senha.' },
  fullName: { en: 'Full name', 'pt-BR': 'Nome completo' },
  optional: { en: 'Optional.', 'pt-BR': 'Opcional.' },
} as const satisfies TextTable

export const passwordTexts = {
  new: { en: 'New password', 'pt-BR': 'Nova senha' },
  repeat: { en: 'Repeat the password', 'pt-BR': 'Repita a senha' },
  hint: {
    en: '8 to 256 characters. A few unrelated words are stronger than a short, complicated password.',
    'pt-BR':
      'De 8 a 256 caracteres. Algumas palavras sem relação entre si são mais seguras do que uma senha curta e complicada.',
  },
  short: {
    en: 'The password must have at least 8 characters.',
    'pt-BR': 'A senha deve ter pelo menos 8 caracteres.',
  },
  differ: { en: 'The passwords do not match.', 'pt-BR': 'As senhas não são iguais.' },
} as const satisfies TextTable
