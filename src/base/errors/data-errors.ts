import type { ErrorKind } from './error-kind.ts'

/** Tables, learners and models: what can be wrong with what is learned from. */
export const dataErrors = {
  'too-few-entities': {
    status: 500,
    exit: 1,
    en: 'The split leaves too little: rows to train on {train}, classes among them {classes} (at least 2), rows to evaluate on {heldOut} (at least 1). Add rows or entities; of a split by time, change from, heldOut or gap.',
    'pt-BR':
      'A divisão deixa muito pouco: linhas para treinar {train}, classes entre elas {classes} (no mínimo 2), linhas para avaliar {heldOut} (no mínimo 1). Acrescente linhas ou entidades; em uma divisão por tempo, mude from, heldOut ou gap.',
  },
  'split-without-time': {
    status: 400,
    exit: 2,
    en: 'A split by time needs a column of times, and the project names none. Write split: { time: "COLUMN" } in lapidary.config.ts, or split by entity or rows.',
    'pt-BR':
      'Uma divisão por tempo precisa de uma coluna de tempo, e o projeto não indica nenhuma. Escreva split: { time: "COLUNA" } em lapidary.config.ts ou divida por entity ou rows.',
  },
  'split-without-entity': {
    status: 400,
    exit: 2,
    en: 'A split by entity and time needs an entity, and the project names none. Write entity: "COLUMN" in lapidary.config.ts, or split by time.',
    'pt-BR':
      'Uma divisão por entidade e tempo precisa de uma entidade, e o projeto não indica nenhuma. Escreva entity: "COLUNA" em lapidary.config.ts ou divida por time.',
  },
  'too-few-folds': {
    status: 400,
    exit: 1,
    en: 'The table can be split for cross-validation {seen} time(s); at least 2 are needed. Leave out --cv, or train on a table with more entities or times.',
    'pt-BR':
      'A tabela pode ser dividida para validação cruzada {seen} vez(es); são necessárias pelo menos 2. Retire --cv ou treine com uma tabela de mais entidades ou tempos.',
  },
  'split-time-unreadable': {
    status: 400,
    exit: 2,
    en: 'The column "{column}" holds no times to split by. It may be a date, text in ISO 8601 (2026-01-31), a number, or a category whose order is that of time. Name another column as split.time in lapidary.config.ts, or correct this one.',
    'pt-BR':
      'A coluna "{column}" não tem tempos pelos quais dividir. Ela pode ser uma data, texto em ISO 8601 (2026-01-31), um número ou uma categoria cuja ordem é a do tempo. Indique outra coluna como split.time em lapidary.config.ts ou corrija esta.',
  },
  'no-data-file': {
    status: 400,
    exit: 1,
    en: 'There is no file {file}. Check the name, or put the file there.',
    'pt-BR': 'O arquivo {file} não existe. Confira o nome ou coloque o arquivo lá.',
  },
  'several-files': {
    status: 400,
    exit: 2,
    en: '{file} names {count} files: {seen}. A project begins from one file. Name one of them; to train on all of them, write the pattern into data.files of lapidary.config.ts afterwards.',
    'pt-BR':
      '{file} corresponde a {count} arquivos: {seen}. Um projeto começa com um só arquivo. Informe um deles; para treinar com todos, escreva depois o padrão em data.files de lapidary.config.ts.',
  },
  'unreadable-file': {
    status: 400,
    exit: 1,
    en: 'The file {file} could not be read: {reason}. Check that it is complete and that you may read it.',
    'pt-BR': 'O arquivo {file} não pôde ser lido: {reason}. Verifique se ele está completo e se você tem permissão de leitura.',
  },
  'too-many-rows': {
    status: 413,
    exit: 1,
    en: 'The file {file} has more than {limit} rows. Split it, or raise MAX_FILE_ROWS.',
    'pt-BR': 'O arquivo {file} tem mais de {limit} linhas. Divida o arquivo ou aumente MAX_FILE_ROWS.',
  },
  'too-many-columns': {
    status: 413,
    exit: 1,
    en: 'The file {file} has {columns} columns. At most {limit} are allowed. Keep the columns that the model uses.',
    'pt-BR': 'O arquivo {file} tem {columns} colunas. O máximo é {limit}. Deixe só as colunas que o modelo usa.',
  },
  'row-too-long': {
    status: 413,
    exit: 1,
    en: 'Row {row} of the file {file} is longer than {limit} bytes. Look for a quote (") that is opened there and never closed, or shorten its cells.',
    'pt-BR':
      'A linha {row} do arquivo {file} tem mais de {limit} bytes. Procure aspas (") abertas ali e nunca fechadas, ou encurte as células.',
  },
  'file-too-complex': {
    status: 413,
    exit: 1,
    en: 'Scoring the file {file} needs more than {limit} MiB of memory. Split it into files with fewer rows or shorter cells, or raise FILE_MEMORY_MIB.',
    'pt-BR':
      'A previsão do arquivo {file} precisa de mais de {limit} MiB de memória. Divida-o em arquivos com menos linhas ou células mais curtas, ou aumente FILE_MEMORY_MIB.',
  },
  'file-in-progress': {
    status: 429,
    exit: 1,
    en: 'A file of the same caller is being scored. One file at a time is allowed for each caller. Send the next one when its answer is complete.',
    'pt-BR':
      'Um arquivo do mesmo solicitante está em processamento. Cada um pode enviar um arquivo por vez. Envie o próximo quando a resposta do anterior estiver completa.',
  },
  'too-many-files': {
    status: 503,
    exit: 1,
    en: 'The server is scoring {limit} files, which is as many as it does at a time. Send the file again in {seconds} seconds, or raise MAX_FILES_AT_ONCE.',
    'pt-BR':
      'O servidor já está processando {limit} arquivos, o máximo simultâneo. Envie o arquivo de novo em {seconds} segundos ou aumente MAX_FILES_AT_ONCE.',
  },
  'lost-cells': {
    status: 422,
    exit: 1,
    en: 'The file {file} was not scored. These columns lose clearly more of their cells than in training: {names}. At most {limit} percentage points more are allowed. Correct the cells (often it is the decimal mark, the date format, the unit or the spelling), or accept that they count as missing: --accept-lost on the command line, accept_lost=true over HTTP.',
    'pt-BR':
      'O arquivo {file} não foi avaliado. Estas colunas perdem bem mais células do que no treinamento: {names}. O máximo são {limit} pontos percentuais a mais. Corrija as células (em geral é o separador decimal, o formato da data, a unidade ou a grafia) ou aceite que elas contem como ausentes: --accept-lost na linha de comando, accept_lost=true por HTTP.',
  },
  'no-row-scored': {
    status: 422,
    exit: 1,
    en: 'None of the {rows} rows of {file} has a prediction. {reasons} Correct the file and score it again.',
    'pt-BR': 'Nenhuma das {rows} linhas de {file} tem previsão. {reasons} Corrija o arquivo e avalie-o de novo.',
  },
  'empty-file': {
    status: 422,
    exit: 1,
    en: 'The file {file} is empty ({bytes} bytes). It needs a header line and rows below it.',
    'pt-BR':
      'O arquivo {file} está vazio ({bytes} bytes). Ele precisa de uma linha de cabeçalho e de linhas de dados abaixo dela.',
  },
  'header-only': {
    status: 422,
    exit: 1,
    en: 'The file {file} has a header with {columns} columns but no rows. Add rows below the header.',
    'pt-BR':
      'O arquivo {file} tem um cabeçalho com {columns} colunas, mas nenhuma linha de dados. Acrescente linhas abaixo do cabeçalho.',
  },
  'binary-file': {
    status: 415,
    exit: 1,
    en: 'The file {file} is not a table: it looks like {seen}. Save the table as CSV (UTF-8), Excel (.xlsx) or Parquet.',
    'pt-BR': 'O arquivo {file} não é uma tabela: parece ser {seen}. Salve a tabela como CSV (UTF-8), Excel (.xlsx) ou Parquet.',
  },
  'not-text': {
    status: 415,
    exit: 1,
    en: 'The file {file} is not a table: it holds zero bytes, which no text has. Save the table as CSV (UTF-8), Excel (.xlsx) or Parquet.',
    'pt-BR':
      'O arquivo {file} não é uma tabela: contém bytes nulos, que nenhum texto tem. Salve a tabela como CSV (UTF-8), Excel (.xlsx) ou Parquet.',
  },
  'unclosed-quote': {
    status: 422,
    exit: 1,
    en: 'In {file}, row {row} opens a quote (") that is never closed. Close it, or double the quote if it belongs to the text.',
    'pt-BR':
      'Em {file}, a linha {row} abre aspas (") que nunca são fechadas. Feche-as, ou duplique as aspas se fizerem parte do texto.',
  },
  'ragged-file': {
    status: 422,
    exit: 1,
    en: '{count} of {rows} rows of {file} do not have {expected} cells like its header; row {row} has {seen}. Check the separator (read as {separator}) and the quotes.',
    'pt-BR':
      '{count} de {rows} linhas de {file} não têm {expected} células como o cabeçalho; a linha {row} tem {seen}. Confira o separador (lido como {separator}) e as aspas.',
  },
  'duplicate-columns': {
    status: 422,
    exit: 1,
    en: 'The header of {file} names these columns more than once: {names}. Give each column its own name.',
    'pt-BR': 'O cabeçalho de {file} repete estas colunas: {names}. Dê a cada coluna um nome próprio.',
  },
  'missing-columns': {
    status: 422,
    exit: 1,
    en: 'The file {file} lacks these columns: {missing}. Columns that are unknown here: {extra}.{nearest} Rename or add them; a cell may be empty.',
    'pt-BR':
      'Faltam estas colunas no arquivo {file}: {missing}. Colunas desconhecidas aqui: {extra}.{nearest} Renomeie ou acrescente-as; uma célula pode ficar vazia.',
  },
  'no-headings': {
    status: 422,
    exit: 1,
    en: 'The first line of {file} looks like a row, not like headings: no cell of it names a column, and some are numbers or dates. The file needs these headings: {missing}. Add them as the first line.',
    'pt-BR':
      'A primeira linha de {file} parece ser uma linha de dados, não de cabeçalho: nenhuma célula dela é nome de coluna, e há números ou datas. O arquivo precisa destas colunas: {missing}. Acrescente os nomes como primeira linha.',
  },
  'target-not-in-data': {
    status: 422,
    exit: 1,
    en: 'The target "{target}" is not a column of {file}. Its columns: {columns}.{nearest}',
    'pt-BR': 'O alvo "{target}" não é uma coluna de {file}. Colunas do arquivo: {columns}.{nearest}',
  },
  'entity-not-in-data': {
    status: 422,
    exit: 1,
    en: 'The entity "{entity}" is not a column of {file}. Its columns: {columns}.{nearest}',
    'pt-BR': 'A entidade "{entity}" não é uma coluna de {file}. Colunas do arquivo: {columns}.{nearest}',
  },
  'no-target-values': {
    status: 422,
    exit: 1,
    en: 'None of the {rows} rows has a usable value in the target "{target}". Seen: {seen}. Allowed: {allowed}.',
    'pt-BR': 'Nenhuma das {rows} linhas tem um valor utilizável no alvo "{target}". Visto: {seen}. Permitido: {allowed}.',
  },
  'one-class': {
    status: 422,
    exit: 1,
    en: 'All {rows} rows have the class "{seen}" in the target "{target}". Learning needs rows of at least two classes.',
    'pt-BR':
      'Todas as {rows} linhas têm a classe "{seen}" no alvo "{target}". Para aprender são necessárias linhas de pelo menos duas classes.',
  },
  'fewer-rows-than-classes': {
    status: 422,
    exit: 1,
    en: 'There are {rows} rows with a target but {classes} classes ({names}). Bring more rows: hundreds of each class are sensible.',
    'pt-BR':
      'Há {rows} linhas com alvo, mas {classes} classes ({names}). Traga mais linhas: o sensato são centenas de cada classe.',
  },
  'bad-learner-option': {
    status: 500,
    exit: 2,
    en: 'The learner {learner} has {name} = {seen}, but it must be {expected}. Correct it in lapidary.config.ts.',
    'pt-BR': 'O algoritmo {learner} tem {name} = {seen}, mas o valor deve ser {expected}. Corrija em lapidary.config.ts.',
  },
  'model-corrupted': {
    status: 500,
    exit: 1,
    en: 'The model files are damaged: {problem}. Restore them from a copy, train again, or roll back to another version.',
    'pt-BR':
      'Os arquivos do modelo estão danificados: {problem}. Restaure-os de uma cópia, treine de novo ou volte a outra versão.',
  },
  'model-newer': {
    status: 500,
    exit: 1,
    en: 'This model ({kind}, format {format}) was made by a newer version of Lapidary. Update Lapidary, or train the model again.',
    'pt-BR':
      'Este modelo ({kind}, formato {format}) foi feito por uma versão mais nova do Lapidary. Atualize o Lapidary ou treine o modelo de novo.',
  },
  'document-newer': {
    status: 500,
    exit: 1,
    en: '{path} of this run or model has version {seen}, but this Lapidary reads versions up to {known}. Update Lapidary, or train the model again.',
    'pt-BR':
      '{path} desta execução ou deste modelo tem a versão {seen}, mas este Lapidary lê até a versão {known}. Atualize o Lapidary ou treine o modelo de novo.',
  },
  'target-not-category': {
    status: 422,
    exit: 1,
    en: 'The target "{target}" must be a category column: only classes are learnt so far. Declare it with column.category and name its categories.',
    'pt-BR':
      'O alvo "{target}" deve ser uma coluna de categorias: por enquanto só classes são aprendidas. Declare-o com column.category e indique as categorias.',
  },
  'project-exists': {
    status: 409,
    exit: 1,
    en: 'There is a project in {folder} already ({file}). Choose another folder, or remove that file first.',
    'pt-BR': 'Já existe um projeto em {folder} ({file}). Escolha outra pasta ou remova esse arquivo antes.',
  },
  'cannot-write': {
    status: 500,
    exit: 1,
    en: 'Cannot write to {path} ({reason}). Choose a folder where you may write.',
    'pt-BR': 'Não é possível gravar em {path} ({reason}). Escolha uma pasta em que você possa gravar.',
  },
  'target-not-classes': {
    status: 422,
    exit: 1,
    en: 'The target "{target}" of {file} has {seen}, but only classes are learnt so far: 2 to {most} values, each in several rows. Columns that could serve: {candidates}. Or put its values into classes first.',
    'pt-BR':
      'O alvo "{target}" de {file} tem {seen}, mas por enquanto só classes são aprendidas: de 2 a {most} valores, cada um em várias linhas. Colunas que poderiam servir: {candidates}. Ou agrupe antes os valores em classes.',
  },
  'no-target-found': {
    status: 422,
    exit: 1,
    en: 'No column of {file} has a few classes to predict, each in several rows. Its columns: {columns}. Put the values of one into classes, or name it with --target.',
    'pt-BR':
      'Nenhuma coluna de {file} tem poucas classes para prever, cada uma em várias linhas. Colunas do arquivo: {columns}. Agrupe os valores de uma delas em classes ou indique-a com --target.',
  },
  'no-features-found': {
    status: 422,
    exit: 1,
    en: 'No column of {file} is left to predict the target "{target}" from: all others are identifiers, personal data, constant or free text. Its columns: {columns}. Name another target with --target; without it, one that has a few classes is guessed.',
    'pt-BR':
      'Nenhuma coluna de {file} sobra para prever o alvo "{target}": todas as outras são identificadores, dados pessoais, constantes ou texto livre. Colunas do arquivo: {columns}. Indique outro alvo com --target; sem ele, o alvo é escolhido entre as colunas de poucas classes.',
  },
  'target-is-entity': {
    status: 422,
    exit: 1,
    en: 'The column "{column}" of {file} is named as target and as entity. The target is what is predicted, and the entity says which rows belong together: name another column with --target or --entity.',
    'pt-BR':
      'A coluna "{column}" de {file} foi indicada como alvo e como entidade. O alvo é o que se prevê, e a entidade diz quais linhas pertencem juntas: indique outra coluna com --target ou --entity.',
  },
  'table-too-large': {
    status: 422,
    exit: 1,
    en: 'A table of {rows} rows and {features} features is more than a forest can hold in memory (4 GB). Train on fewer rows or features.',
    'pt-BR':
      'Uma tabela de {rows} linhas e {features} atributos não cabe na memória de uma floresta (4 GB). Treine com menos linhas ou atributos.',
  },
  'password-protected': {
    status: 422,
    exit: 1,
    en: 'The workbook {file} is protected by a password, so nobody but its owner can read it. Save a copy without the password (File, Info, Protect Workbook) and use that.',
    'pt-BR':
      'A planilha {file} está protegida por senha e não pode ser lida. Salve uma cópia sem a senha (Arquivo, Informações, Proteger Pasta de Trabalho) e use a cópia.',
  },
  'sheet-not-found': {
    status: 422,
    exit: 1,
    en: 'The workbook {file} has no sheet "{sheet}". Its sheets: {sheets}. Name the one that holds the table: --sheet NAME (over HTTP ?sheet=NAME), or data.sheet in lapidary.config.ts.',
    'pt-BR':
      'A planilha {file} não tem a aba "{sheet}". As abas são: {sheets}. Indique a que contém a tabela: --sheet NOME (por HTTP, ?sheet=NOME) ou data.sheet em lapidary.config.ts.',
  },
  'no-sheet-fits': {
    status: 422,
    exit: 1,
    en: 'No sheet of the workbook {file} looks like the table: none has a line of headings with rows below it. Its sheets: {sheets}. Name the one that holds the table: --sheet NAME (over HTTP ?sheet=NAME), or data.sheet in lapidary.config.ts.',
    'pt-BR':
      'Nenhuma aba da planilha {file} parece ser a tabela: nenhuma tem uma linha de títulos de colunas com linhas abaixo. As abas são: {sheets}. Indique a que contém a tabela: --sheet NOME (por HTTP, ?sheet=NOME) ou data.sheet em lapidary.config.ts.',
  },
  'several-sheets-fit': {
    status: 422,
    exit: 1,
    en: 'These sheets of the workbook {file} have the same headings: {sheets}. Only one of them is read. Name it: --sheet NAME (over HTTP ?sheet=NAME), or data.sheet in lapidary.config.ts.',
    'pt-BR':
      'Estas abas da planilha {file} têm os mesmos títulos de colunas: {sheets}. Só uma delas é lida. Indique qual: --sheet NOME (por HTTP, ?sheet=NOME) ou data.sheet em lapidary.config.ts.',
  },
  'sheet-of-no-workbook': {
    status: 422,
    exit: 1,
    en: 'The sheet "{sheet}" was asked for, but the file {file} is no workbook and has no sheets. Leave the sheet out.',
    'pt-BR': 'Foi pedida a aba "{sheet}", mas o arquivo {file} não é uma planilha do Excel e não tem abas. Não indique a aba.',
  },
  'headings-below-rows': {
    status: 422,
    exit: 1,
    en: 'The headings of {file} are in line {line} ({columns}), below line {row}, which looks like a row. Only titles may stand above the headings. Remove the lines above line {line}.',
    'pt-BR':
      'Os títulos das colunas de {file} estão na linha {line} ({columns}), abaixo da linha {row}, que parece ser uma linha de dados. Acima dos títulos das colunas só pode haver títulos do arquivo. Remova as linhas acima da linha {line}.',
  },
  'merged-cells': {
    status: 422,
    exit: 1,
    en: 'The sheet "{sheet}" of {file} has merged cells: {ranges}. Only the first of them holds the value, so the others would be taken for empty. Unmerge them and write the value into each.',
    'pt-BR':
      'A aba "{sheet}" de {file} tem células mescladas: {ranges}. Só a primeira delas guarda o valor, e as outras passariam por vazias. Desfaça a mesclagem e escreva o valor em cada uma.',
  },
  'no-usable-cells': {
    status: 422,
    exit: 1,
    en: 'In none of the {rows} rows of {file} do these columns hold a usable value: {columns}. The headings probably stand over the wrong cells: check that each is above its own values.',
    'pt-BR':
      'Em nenhuma das {rows} linhas de {file} estas colunas têm um valor utilizável: {columns}. É provável que os títulos estejam sobre as células erradas: confira se cada um está acima dos seus valores.',
  },
} as const satisfies Record<string, ErrorKind>
