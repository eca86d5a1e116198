import type { TextTable } from '../../lib/i18n/texts.ts'

export const scoreFileTexts = {
  lead: {
    en: 'Every row of a table gets a class and its probabilities. Rows that cannot be read are listed with the reason; the others are still scored.',
    'pt-BR':
      'Cada linha de uma tabela recebe uma classe e as probabilidades. Linhas que não podem ser lidas aparecem com o motivo; as demais são previstas normalmente.',
  },
  drop: {
    en: 'Drop a CSV or Excel file here, or choose one',
    'pt-BR': 'Solte um arquivo CSV ou Excel aqui ou escolha um',
  },
  another: { en: 'Score another file', 'pt-BR': 'Usar outro arquivo' },
  format: { en: 'Columns of the file', 'pt-BR': 'Colunas do arquivo' },
  formatHelp: {
    en: 'A header, then one case per row. The header has the columns below, in any order, by these names or by the labels on this page. A cell may be empty if its value is unknown. Other columns are ignored, and {target} is not needed. Excel (.xlsx), gzip (.gz) and Parquet files work too.',
    'pt-BR':
      'Um cabeçalho e, abaixo dele, um caso por linha. O cabeçalho tem as colunas abaixo, em qualquer ordem, com estes nomes ou com os nomes que aparecem nesta página. Uma célula pode ficar vazia se o valor não for conhecido. Outras colunas são ignoradas, e {target} não é necessário. Arquivos Excel (.xlsx), gzip (.gz) e Parquet também funcionam.',
  },
  template: { en: 'Download a template file', 'pt-BR': 'Baixar uma planilha de exemplo' },
  sending: { en: 'Sending {name}: {share}', 'pt-BR': 'Enviando {name}: {share}' },
  reading: { en: 'Reading {name}', 'pt-BR': 'Lendo {name}' },
  scoring: { en: 'Rows scored: {done} of {total}', 'pt-BR': 'Linhas previstas: {done} de {total}' },
  stop: { en: 'Stop', 'pt-BR': 'Parar' },
  stopped: {
    en: 'Stopped. The rows scored so far are in the prediction log.',
    'pt-BR': 'Interrompido. As previsões feitas até aqui estão no registro de previsões.',
  },
  done: { en: '{name}: {rows|row|rows} in {time}.', 'pt-BR': '{name}: {rows|linha|linhas} em {time}.' },
  lost: {
    en: '{lost|lost cell|lost cells} in {columns|column|columns}.',
    'pt-BR': '{lost|célula inválida|células inválidas} em {columns|coluna|colunas}.',
  },
  notRead: { en: '{bad|row|rows} without a prediction.', 'pt-BR': '{bad|linha|linhas} sem previsão.' },
  missingColumns: {
    en: 'Columns not in the file, treated as missing in every row: {count}',
    'pt-BR': 'Colunas que não estão no arquivo, tratadas como ausentes em todas as linhas: {count}',
  },
  moreColumns: { en: 'and {count} more', 'pt-BR': 'e mais {count}' },
  downloadXlsx: { en: 'Download for Excel (.xlsx)', 'pt-BR': 'Baixar para o Excel (.xlsx)' },
  downloadCsv: { en: 'Download as CSV', 'pt-BR': 'Baixar como CSV' },
  writing: { en: 'Writing the file…', 'pt-BR': 'Gravando o arquivo…' },
  sheet: { en: 'Predictions', 'pt-BR': 'Previsões' },
  suffix: { en: 'scored', 'pt-BR': 'previsões' },
  tooLongForExcel: {
    en: 'An Excel sheet holds at most {most} rows, and this file has more. Download the CSV instead.',
    'pt-BR': 'Uma aba do Excel comporta até {most} linhas, e este arquivo tem mais. Baixe o CSV.',
  },
  counts: { en: 'Rows by class', 'pt-BR': 'Linhas por classe' },
  bad: { en: 'Not read', 'pt-BR': 'Não lida' },
  badRows: { en: 'Rows that could not be read', 'pt-BR': 'Linhas que não puderam ser lidas' },
  firstRows: { en: 'First rows', 'pt-BR': 'Primeiras linhas' },
  shown: {
    en: 'The first {shown} of {total} rows. The download has all of them.',
    'pt-BR': 'As primeiras {shown} de {total} linhas. O arquivo baixado tem todas.',
  },
  row: { en: 'Row', 'pt-BR': 'Linha' },
  prediction: { en: 'Prediction', 'pt-BR': 'Previsão' },
  flagged: {
    en: '“{class}”: {count} of {total} ({share})',
    'pt-BR': '“{class}”: {count} de {total} ({share})',
  },
} as const satisfies TextTable

export const preflightTexts = {
  found: {
    en: '{name}: {rows|row|rows}. Nothing has been scored yet.',
    'pt-BR': '{name}: {rows|linha|linhas}. Nenhuma previsão foi feita ainda.',
  },
  readAs: { en: 'Read as', 'pt-BR': 'Lido como' },
  kind: {
    csv: { en: 'Text (CSV)', 'pt-BR': 'Texto (CSV)' },
    xlsx: { en: 'Excel workbook', 'pt-BR': 'Planilha do Excel' },
    parquet: { en: 'Parquet', 'pt-BR': 'Parquet' },
  },
  encoding: { en: 'Encoding', 'pt-BR': 'Codificação' },
  separator: { en: 'Separator', 'pt-BR': 'Separador' },
  tab: { en: 'Tab', 'pt-BR': 'Tabulação' },
  decimalMark: { en: 'Decimal mark', 'pt-BR': 'Separador decimal' },
  decimal: {
    point: { en: 'Point: 1234.5', 'pt-BR': 'Ponto: 1234.5' },
    comma: { en: 'Comma: 1234,5', 'pt-BR': 'Vírgula: 1234,5' },
  },
  otherMark: { en: 'Other decimal mark in', 'pt-BR': 'Outro separador decimal em' },
  mixedMarks: { en: 'Mixed decimal marks in', 'pt-BR': 'Separadores decimais misturados em' },
  sheet: { en: 'Sheet', 'pt-BR': 'Aba' },
  chooseSheet: { en: 'Sheet to score', 'pt-BR': 'Aba com os casos' },
  sheetNone: { en: 'Choose a sheet', 'pt-BR': 'Escolha uma aba' },
  headingsLine: { en: 'Header line', 'pt-BR': 'Linha do cabeçalho' },
  skipped: { en: 'Skipped lines', 'pt-BR': 'Linhas puladas' },
  skippedLines: {
    'separator-line': {
      en: 'separator declaration: line {lines}',
      'pt-BR': 'declaração do separador: linha {lines}',
    },
    title: { en: 'title: line {lines}', 'pt-BR': 'título: linha {lines}' },
    blank: { en: 'blank: line {lines}', 'pt-BR': 'em branco: linha {lines}' },
    'repeated-headings': {
      en: 'repeated header: line {lines}',
      'pt-BR': 'cabeçalho repetido: linha {lines}',
    },
    note: { en: 'note: line {lines}', 'pt-BR': 'observação: linha {lines}' },
    total: { en: 'total: line {lines}', 'pt-BR': 'total: linha {lines}' },
  },
  formulas: { en: 'Formulas without a saved value', 'pt-BR': 'Fórmulas sem valor salvo' },
  unreadable: { en: 'Rows with the wrong number of cells', 'pt-BR': 'Linhas com número errado de células' },
  extra: { en: 'Columns that the project does not use', 'pt-BR': 'Colunas que o projeto não usa' },
  columns: { en: 'Column matching ({count})', 'pt-BR': 'Correspondência das colunas ({count})' },
  heading: { en: 'Column in the file', 'pt-BR': 'Coluna no arquivo' },
  column: { en: 'Column of the project', 'pt-BR': 'Coluna do projeto' },
  score: { en: 'Score {rows|row|rows}', 'pt-BR': 'Prever {rows|linha|linhas}' },
  scoreAnyway: { en: 'Score anyway…', 'pt-BR': 'Prever mesmo assim…' },
  other: { en: 'Choose another file', 'pt-BR': 'Escolher outro arquivo' },
  excessive: {
    en: 'Many more lost cells than in training',
    'pt-BR': 'Muito mais células inválidas do que no treinamento',
  },
  excessiveHelp: {
    en: 'The file was probably not read correctly. Common causes are the decimal mark, units and spelling. Correct the file and choose it again.',
    'pt-BR':
      'É provável que o arquivo não tenha sido lido corretamente. As causas mais comuns são o separador decimal, as unidades e a grafia. Corrija o arquivo e escolha-o de novo.',
  },
  confirmTitle: { en: 'Score with lost cells?', 'pt-BR': 'Prever com células inválidas?' },
  confirm: {
    en: 'These cells are treated as missing, and the predictions use only the other values.',
    'pt-BR': 'Essas células são tratadas como ausentes, e as previsões usam só os demais valores.',
  },
  lostOf: {
    en: '{column}: {lost} of {cells} cells ({share})',
    'pt-BR': '{column}: {lost} de {cells} células ({share})',
  },
  confirmAction: { en: 'Score {rows|row|rows} anyway', 'pt-BR': 'Prever {rows|linha|linhas} mesmo assim' },
  stopped: { en: 'Cancelled. Nothing was scored.', 'pt-BR': 'Cancelado. Nenhuma previsão foi feita.' },
} as const satisfies TextTable
