import type { ErrorKind } from './error-kind.ts'

/** Errors of requests that give the rows to predict as tables and tensors. */
export const inferenceErrors = {
  'table-forms': {
    status: 422,
    exit: 1,
    en: 'The body has {seen} tables. It must have exactly one of dataframe_split, dataframe_records, instances and inputs.',
    'pt-BR':
      'O corpo tem {seen} tabelas. Deve ter exatamente uma entre dataframe_split, dataframe_records, instances e inputs.',
  },
  'table-width': {
    status: 422,
    exit: 1,
    en: 'Row {row} has {seen} cells, but there are {expected} columns. Send a cell for each column; null is missing.',
    'pt-BR':
      'A linha {row} tem {seen} células, mas há {expected} colunas. Envie uma célula por coluna; null é um valor ausente.',
  },
  'column-lengths': {
    status: 422,
    exit: 1,
    en: 'The column "{column}" has {seen} cells, but others have {expected}. Send a cell for each row; null is missing.',
    'pt-BR':
      'A coluna "{column}" tem {seen} células, mas outras têm {expected}. Envie uma célula por linha; null é um valor ausente.',
  },
  'tensor-length': {
    status: 422,
    exit: 1,
    en: 'The input "{input}" has the shape {shape} and {seen} values. The shape must be the number of values, or that number × 1.',
    'pt-BR':
      'A entrada "{input}" tem a forma {shape} e {seen} valores. A forma deve ser o número de valores, ou esse número × 1.',
  },
  'no-output': {
    status: 422,
    exit: 1,
    en: 'The model has no output "{seen}". Its outputs: {known}.',
    'pt-BR': 'O modelo não tem a saída "{seen}". Saídas: {known}.',
  },
  'version-not-served': {
    status: 404,
    exit: 1,
    en: 'Version "{seen}" of the model is not served here. Served: {known}. Use that version, or leave it out.',
    'pt-BR': 'A versão "{seen}" do modelo não é servida aqui. Servida: {known}. Use essa versão ou omita-a.',
  },
} as const satisfies Record<string, ErrorKind>
