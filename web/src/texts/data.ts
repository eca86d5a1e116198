import type { TextTable } from '../lib/i18n/texts.ts'

export const dataTexts = {
  none: { en: 'This run has no data report.', 'pt-BR': 'Esta execução não tem relatório de dados.' },
  table: { en: 'Table', 'pt-BR': 'Tabela' },
  withoutTarget: { en: 'Rows without a target (not used)', 'pt-BR': 'Linhas sem alvo (não usadas)' },
  duplicates: { en: 'Duplicate rows', 'pt-BR': 'Linhas duplicadas' },
  extra: { en: 'Ignored columns', 'pt-BR': 'Colunas ignoradas' },
  columns: { en: 'Columns', 'pt-BR': 'Colunas' },
  columnsHelp: {
    en: 'Cells without a valid value became missing and are counted by reason. Repaired cells were cleaned into a valid value.',
    'pt-BR':
      'Células sem um valor válido viraram ausentes e são contadas por motivo. Células corrigidas foram limpas e ficaram com um valor válido.',
  },
  column: { en: 'Column', 'pt-BR': 'Coluna' },
  present: { en: 'Present', 'pt-BR': 'Preenchidas' },
  repaired: { en: 'Repaired', 'pt-BR': 'Corrigidas' },
  problems: { en: 'Became missing', 'pt-BR': 'Viraram ausentes' },
  values: { en: 'Values', 'pt-BR': 'Valores' },
  personal: { en: 'Personal data: not shown', 'pt-BR': 'Dados pessoais: não mostrados' },
  numbers: {
    en: '{min} to {max}, median {median}, half of them {q25} to {q75}',
    'pt-BR': 'de {min} a {max}, mediana {median}, metade entre {q25} e {q75}',
  },
} as const satisfies TextTable

export const cellProblemTexts = {
  empty: { en: 'Empty', 'pt-BR': 'Vazia' },
  marker: { en: 'Missing-value marker', 'pt-BR': 'Marcador de ausência' },
  'not-a-date': { en: 'Not a date', 'pt-BR': 'Não é uma data' },
  'not-a-number': { en: 'Not a number', 'pt-BR': 'Não é um número' },
  'not-an-integer': { en: 'Not a whole number', 'pt-BR': 'Não é um número inteiro' },
  'out-of-range': { en: 'Out of range', 'pt-BR': 'Fora da faixa' },
  'unknown-category': { en: 'Unknown category', 'pt-BR': 'Categoria desconhecida' },
} as const satisfies TextTable

export const lostTexts = {
  title: { en: 'Lost cells', 'pt-BR': 'Células inválidas' },
  help: {
    en: 'The values of these cells are not allowed in their column. They are treated as missing.',
    'pt-BR': 'Os valores destas células não são permitidos na coluna. Eles são tratados como ausentes.',
  },
  none: {
    en: 'No lost cells: every value in the file was read.',
    'pt-BR': 'Nenhuma célula inválida: todos os valores do arquivo foram lidos.',
  },
  cells: { en: 'Lost cells', 'pt-BR': 'Células inválidas' },
  of: { en: '{lost} of {cells}', 'pt-BR': '{lost} de {cells}' },
  share: { en: 'Share', 'pt-BR': 'Proporção' },
  training: { en: 'In training', 'pt-BR': 'No treinamento' },
  reason: { en: 'Reason and examples', 'pt-BR': 'Motivo e exemplos' },
  excessive: { en: 'Many more than in training', 'pt-BR': 'Muito mais do que no treinamento' },
} as const satisfies TextTable
