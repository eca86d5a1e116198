import type { ErrorKind } from './error-kind.ts'

/** Tables, learners and models: what can be wrong with what is learned from. */
export const dataErrors = {
  'too-few-entities': {
    status: 500,
    exit: 1,
    en: 'The split leaves too few rows: {train} to train on, with {classes} classes (at least 2), and {heldOut} to evaluate on (at least 1). Add rows or entities. For a split by time, change from, heldOut or gap.',
    'pt-BR':
      'A divisão deixa poucas linhas: {train} para treinar, com {classes} classes (no mínimo 2), e {heldOut} para avaliar (no mínimo 1). Acrescente linhas ou entidades. Em uma divisão por tempo, mude from, heldOut ou gap.',
  },
  'split-without-time': {
    status: 400,
    exit: 2,
    en: 'The split is by time, but the project does not name a time column. Set split.time to a column in lapidary.config.ts, or split by entity or rows.',
    'pt-BR':
      'A divisão é por tempo, mas o projeto não indica uma coluna de tempo. Defina split.time com uma coluna em lapidary.config.ts ou divida por entity ou rows.',
  },
  'split-without-entity': {
    status: 400,
    exit: 2,
    en: 'The split is by entity and time, but the project does not name an entity. Set entity to a column in lapidary.config.ts, or split by time.',
    'pt-BR':
      'A divisão é por entidade e tempo, mas o projeto não indica uma entidade. Defina entity com uma coluna em lapidary.config.ts ou divida por time.',
  },
  'too-few-folds': {
    status: 400,
    exit: 1,
    en: 'Cross-validation finds {seen} usable split(s) of the table. At least 2 are required. Omit --cv, or train on a table with more entities or times.',
    'pt-BR':
      'A validação cruzada encontra {seen} divisão(ões) utilizável(is) da tabela. São necessárias pelo menos 2. Omita --cv ou treine com uma tabela de mais entidades ou tempos.',
  },
  'split-time-unreadable': {
    status: 400,
    exit: 2,
    en: 'The column "{column}" does not hold times to split by. Allowed are dates, text in ISO 8601 (2026-01-31), numbers, and categories listed in time order. Set split.time to another column in lapidary.config.ts, or correct this one.',
    'pt-BR':
      'A coluna "{column}" não contém tempos pelos quais dividir. São aceitas datas, textos em ISO 8601 (2026-01-31), números e categorias listadas em ordem de tempo. Indique outra coluna em split.time de lapidary.config.ts ou corrija esta.',
  },
  'no-data-file': {
    status: 400,
    exit: 1,
    en: 'The file {file} does not exist. Check the name, or create the file.',
    'pt-BR': 'O arquivo {file} não existe. Confira o nome ou crie o arquivo.',
  },
  'several-files': {
    status: 400,
    exit: 2,
    en: '{file} matches {count} files: {seen}. A project starts from one file. Name one of them. To train on all of them, add the pattern to data.files in lapidary.config.ts afterwards.',
    'pt-BR':
      '{file} corresponde a {count} arquivos: {seen}. Um projeto começa com um só arquivo. Informe um deles. Para treinar com todos, inclua depois o padrão em data.files de lapidary.config.ts.',
  },
  'unreadable-file': {
    status: 400,
    exit: 1,
    en: 'The file {file} cannot be read: {reason}. Check that it is complete and that you have permission to read it.',
    'pt-BR':
      'Não é possível ler o arquivo {file}: {reason}. Verifique se ele está completo e se você tem permissão de leitura.',
  },
  'too-many-rows': {
    status: 413,
    exit: 1,
    en: 'The file {file} has more than {limit} rows, the maximum. Split it, or raise MAX_FILE_ROWS.',
    'pt-BR': 'O arquivo {file} tem mais de {limit} linhas, o máximo. Divida-o ou aumente MAX_FILE_ROWS.',
  },
  'too-many-columns': {
    status: 413,
    exit: 1,
    en: 'The file {file} has {columns} columns. At most {limit} are allowed. Keep only the columns that the model uses.',
    'pt-BR':
      'O arquivo {file} tem {columns} colunas. O máximo é {limit}. Mantenha só as colunas que o modelo usa.',
  },
  'row-too-long': {
    status: 413,
    exit: 1,
    en: 'Row {row} of the file {file} is longer than {limit} bytes, the maximum. Check for a quote (") that is not closed there, or shorten the cells.',
    'pt-BR':
      'A linha {row} do arquivo {file} tem mais de {limit} bytes, o máximo. Verifique se há aspas (") não fechadas ali ou encurte as células.',
  },
  'file-too-complex': {
    status: 413,
    exit: 1,
    en: 'Scoring the file {file} needs more than {limit} MiB of memory, the maximum. Split it into files with fewer rows or shorter cells, or raise FILE_MEMORY_MIB.',
    'pt-BR':
      'As previsões do arquivo {file} exigem mais de {limit} MiB de memória, o máximo. Divida-o em arquivos com menos linhas ou células mais curtas, ou aumente FILE_MEMORY_MIB.',
  },
  'file-in-progress': {
    status: 429,
    exit: 1,
    en: 'Another file of this caller is being scored. Each caller may have one file in progress. Send this one when the other is complete, or try again in {seconds} s.',
    'pt-BR':
      'Outro arquivo enviado com esta mesma conta ou chave está em processamento. Cada conta ou chave pode ter um arquivo em andamento. Envie este quando o outro terminar ou tente novamente em {seconds} s.',
  },
  'too-many-files': {
    status: 503,
    exit: 1,
    en: 'The server is already scoring {limit} files, the maximum. Send the file again in {seconds} s, or raise MAX_FILES_AT_ONCE.',
    'pt-BR':
      'O servidor já está processando {limit} arquivos, o máximo. Envie o arquivo novamente em {seconds} s ou aumente MAX_FILES_AT_ONCE.',
  },
  'lost-cells': {
    status: 422,
    exit: 1,
    en: 'The file {file} is not scored: these columns have far more lost cells than in training: {names}. At most {limit} percentage points more are allowed. Correct the cells (often the decimal mark, date format, unit or spelling), or accept them as missing with --accept-lost (over HTTP, accept_lost=true).',
    'pt-BR':
      'O arquivo {file} não foi processado: estas colunas têm muito mais células inválidas do que no treinamento: {names}. O máximo são {limit} pontos percentuais a mais. Corrija as células (em geral o separador decimal, o formato da data, a unidade ou a grafia) ou aceite-as como ausentes com --accept-lost (por HTTP, accept_lost=true).',
  },
  'no-row-scored': {
    status: 422,
    exit: 1,
    en: 'None of the {rows} rows of {file} has a prediction. {reasons} Correct the file and score it again.',
    'pt-BR':
      'Nenhuma das {rows} linhas de {file} tem previsão. {reasons} Corrija o arquivo e envie-o novamente.',
  },
  'empty-file': {
    status: 422,
    exit: 1,
    en: 'The file {file} is empty ({bytes} bytes). It must have a header line and rows below it. Check that it was saved completely.',
    'pt-BR':
      'O arquivo {file} está vazio ({bytes} bytes). Ele precisa de uma linha de cabeçalho e de linhas de dados abaixo dela. Verifique se foi salvo por inteiro.',
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
    'pt-BR':
      'O arquivo {file} não é uma tabela: parece ser {seen}. Salve a tabela como CSV (UTF-8), Excel (.xlsx) ou Parquet.',
  },
  'not-text': {
    status: 415,
    exit: 1,
    en: 'The file {file} is not a table: it contains zero bytes, which text files do not have. Save the table as CSV (UTF-8), Excel (.xlsx) or Parquet.',
    'pt-BR':
      'O arquivo {file} não é uma tabela: contém bytes nulos, que não existem em arquivos de texto. Salve a tabela como CSV (UTF-8), Excel (.xlsx) ou Parquet.',
  },
  'unclosed-quote': {
    status: 422,
    exit: 1,
    en: 'Row {row} of {file} opens a quote (") that is not closed. Close it, or double the quote if it is part of the text.',
    'pt-BR':
      'A linha {row} de {file} abre aspas (") que não são fechadas. Feche-as ou duplique-as se fizerem parte do texto.',
  },
  'ragged-file': {
    status: 422,
    exit: 1,
    en: '{count} of {rows} rows of {file} do not have {expected} cells, as the header does; row {row} has {seen}. Check the separator (detected: {separator}) and the quotes.',
    'pt-BR':
      '{count} de {rows} linhas de {file} não têm {expected} células, como o cabeçalho; a linha {row} tem {seen}. Confira o separador (detectado: {separator}) e as aspas.',
  },
  'duplicate-columns': {
    status: 422,
    exit: 1,
    en: 'The header of {file} repeats these columns: {names}. Each column must have a name of its own. Rename or remove the repeated ones.',
    'pt-BR':
      'O cabeçalho de {file} repete estas colunas: {names}. Cada coluna precisa de um nome próprio. Renomeie ou remova as repetidas.',
  },
  'missing-columns': {
    status: 422,
    exit: 1,
    en: 'The file {file} does not have these columns: {missing}. Unknown columns in it: {extra}.{nearest} Rename or add the missing ones. Cells may be empty.',
    'pt-BR':
      'Faltam estas colunas no arquivo {file}: {missing}. Colunas desconhecidas nele: {extra}.{nearest} Renomeie ou acrescente as que faltam. As células podem ficar vazias.',
  },
  'no-headings': {
    status: 422,
    exit: 1,
    en: 'The first line of {file} looks like a row of data: none of its cells is the name of a column, and some are numbers or dates. These headings are required: {missing}. Add them as the first line.',
    'pt-BR':
      'A primeira linha de {file} parece ser uma linha de dados: nenhuma célula dela é nome de coluna, e há números ou datas. Estes títulos de colunas são obrigatórios: {missing}. Acrescente-os como primeira linha.',
  },
  'target-not-in-data': {
    status: 422,
    exit: 1,
    en: 'The target "{target}" is not a column of {file}. Columns: {columns}.{nearest} Correct the name of the target.',
    'pt-BR':
      'O alvo "{target}" não é uma coluna de {file}. Colunas: {columns}.{nearest} Corrija o nome do alvo.',
  },
  'entity-not-in-data': {
    status: 422,
    exit: 1,
    en: 'The entity "{entity}" is not a column of {file}. Columns: {columns}.{nearest} Correct the name of the entity.',
    'pt-BR':
      'A entidade "{entity}" não é uma coluna de {file}. Colunas: {columns}.{nearest} Corrija o nome da entidade.',
  },
  'no-target-values': {
    status: 422,
    exit: 1,
    en: 'None of the {rows} rows has a valid value in the target "{target}". Found: {seen}. Allowed: {allowed}. Correct the values, or the categories in lapidary.config.ts.',
    'pt-BR':
      'Nenhuma das {rows} linhas tem um valor válido no alvo "{target}". Encontrados: {seen}. Permitidos: {allowed}. Corrija os valores ou as categorias em lapidary.config.ts.',
  },
  'one-class': {
    status: 422,
    exit: 1,
    en: 'All {rows} rows have the class "{seen}" in the target "{target}". Training requires at least two classes. Add rows of another class.',
    'pt-BR':
      'Todas as {rows} linhas têm a classe "{seen}" no alvo "{target}". O treinamento exige pelo menos duas classes. Acrescente linhas de outra classe.',
  },
  'fewer-rows-than-classes': {
    status: 422,
    exit: 1,
    en: '{rows} rows have a target, fewer than the {classes} classes ({names}). Each class needs several rows, and hundreds are recommended. Add rows.',
    'pt-BR':
      '{rows} linhas têm alvo, menos que as {classes} classes ({names}). Cada classe precisa de várias linhas, e o recomendado são centenas. Acrescente linhas.',
  },
  'bad-learner-option': {
    status: 500,
    exit: 2,
    en: 'The option {name} of the learner {learner} is {seen}. {requirement} Correct it in lapidary.config.ts.',
    'pt-BR': 'A opção {name} do algoritmo {learner} é {seen}. {requirement} Corrija-a em lapidary.config.ts.',
  },
  'unknown-learner-option': {
    status: 500,
    exit: 2,
    en: 'The learner {learner} has no option "{seen}". Its options are {known}. Correct the name in lapidary.config.ts.',
    'pt-BR':
      'O algoritmo {learner} não tem a opção "{seen}". As opções são {known}. Corrija o nome em lapidary.config.ts.',
  },
  'param-not-integer': {
    status: 400,
    exit: 2,
    en: 'It must be a whole number from {min} to {max}.',
    'pt-BR': 'Deve ser um número inteiro de {min} a {max}.',
  },
  'param-not-integer-or-word': {
    status: 400,
    exit: 2,
    en: 'It must be {word}, or a whole number from {min} to {max}.',
    'pt-BR': 'Deve ser {word}, ou um número inteiro de {min} a {max}.',
  },
  'param-not-number': {
    status: 400,
    exit: 2,
    en: 'It must be a number from {min} to {max}.',
    'pt-BR': 'Deve ser um número de {min} a {max}.',
  },
  'param-not-number-above': {
    status: 400,
    exit: 2,
    en: 'It must be a number above {min} and at most {max}.',
    'pt-BR': 'Deve ser um número maior que {min} e de no máximo {max}.',
  },
  'param-not-choice': {
    status: 400,
    exit: 2,
    en: 'It must be one of {choices}.',
    'pt-BR': 'Deve ser um destes: {choices}.',
  },
  'param-not-flag': {
    status: 400,
    exit: 2,
    en: 'It must be true or false.',
    'pt-BR': 'Deve ser true ou false.',
  },
  'param-not-integers': {
    status: 400,
    exit: 2,
    en: 'It must be 1 to {maxLength} whole numbers from {min} to {max}, such as {example}.',
    'pt-BR': 'Devem ser de 1 a {maxLength} números inteiros de {min} a {max}, como {example}.',
  },
  'grid-unknown-param': {
    status: 500,
    exit: 2,
    en: 'The grid has values of "{seen}", but {learner} has no such parameter. Its parameters are {known}. Correct the name in lapidary.config.ts.',
    'pt-BR':
      'A grade traz valores de "{seen}", mas {learner} não tem esse parâmetro. Os parâmetros são {known}. Corrija o nome em lapidary.config.ts.',
  },
  'grid-without-values': {
    status: 500,
    exit: 2,
    en: 'The grid has no values of {name}. Each parameter of a grid takes a list of at least one value. Correct it in lapidary.config.ts.',
    'pt-BR':
      'A grade não traz valores de {name}. Cada parâmetro de uma grade recebe uma lista com pelo menos um valor. Corrija-a em lapidary.config.ts.',
  },
  'grid-too-large': {
    status: 500,
    exit: 2,
    en: 'The grid has {seen} combinations, but at most {max} are allowed. Remove values in lapidary.config.ts.',
    'pt-BR':
      'A grade tem {seen} combinações, mas no máximo {max} são permitidas. Retire valores em lapidary.config.ts.',
  },
  'grid-bad-budget': {
    status: 500,
    exit: 2,
    en: 'The budget of the grid is "{seen}". It must be a parameter of {learner} that is a number and has no values in the grid. Correct it in lapidary.config.ts.',
    'pt-BR':
      'O orçamento da grade é "{seen}". Deve ser um parâmetro numérico de {learner} sem valores na grade. Corrija-o em lapidary.config.ts.',
  },
  'model-corrupted': {
    status: 500,
    exit: 1,
    en: 'The model files are damaged: {problem}. Restore them from a backup, roll back to another version, or train again.',
    'pt-BR':
      'Os arquivos do modelo estão danificados: {problem}. Restaure-os de um backup, reverta para outra versão ou treine novamente.',
  },
  'model-newer': {
    status: 500,
    exit: 1,
    en: 'This model ({kind}, format {format}) requires a newer version of Lapidary. Update Lapidary, or train the model again.',
    'pt-BR':
      'Este modelo ({kind}, formato {format}) exige uma versão mais nova do Lapidary. Atualize o Lapidary ou treine o modelo novamente.',
  },
  'document-newer': {
    status: 500,
    exit: 1,
    en: '{path} of this run or model has version {seen}, but this Lapidary reads versions up to {known}. Update Lapidary, or train the model again.',
    'pt-BR':
      '{path} desta execução ou deste modelo tem a versão {seen}, mas este Lapidary lê até a versão {known}. Atualize o Lapidary ou treine o modelo novamente.',
  },
  'target-not-category': {
    status: 422,
    exit: 1,
    en: 'The target "{target}" is not a category column. Only classes can be predicted. Declare it with column.category and list its categories.',
    'pt-BR':
      'O alvo "{target}" não é uma coluna de categorias. Só é possível prever classes. Declare-o com column.category e liste as categorias.',
  },
  'project-exists': {
    status: 409,
    exit: 1,
    en: 'The folder {folder} already has a project ({file}). An existing project is not overwritten. Choose another folder, or remove that file first.',
    'pt-BR':
      'A pasta {folder} já tem um projeto ({file}). Um projeto existente não é sobrescrito. Escolha outra pasta ou remova antes esse arquivo.',
  },
  'cannot-write': {
    status: 500,
    exit: 1,
    en: 'The path {path} cannot be written ({reason}). Choose a folder in which you have permission to write.',
    'pt-BR':
      'Não é possível gravar em {path} ({reason}). Escolha uma pasta em que você tenha permissão de escrita.',
  },
  'target-not-classes': {
    status: 422,
    exit: 1,
    en: 'The target "{target}" of {file} has {seen}. Only classes can be predicted: 2 to {limit} values, each in several rows. Possible targets: {candidates}. Choose one of these, or group the values into classes.',
    'pt-BR':
      'O alvo "{target}" de {file} tem {seen}. Só é possível prever classes: de 2 a {limit} valores, cada um em várias linhas. Alvos possíveis: {candidates}. Escolha um deles ou agrupe os valores em classes.',
  },
  'no-target-found': {
    status: 422,
    exit: 1,
    en: 'No column of {file} can be a target: a target has a few classes, each in several rows. Columns: {columns}. Choose one with --target, or group the values of one into classes.',
    'pt-BR':
      'Nenhuma coluna de {file} pode ser o alvo: um alvo tem poucas classes, cada uma em várias linhas. Colunas: {columns}. Indique uma com --target ou agrupe os valores de uma delas em classes.',
  },
  'no-features-found': {
    status: 422,
    exit: 1,
    en: 'No column of {file} can be used to predict the target "{target}": the others are identifiers, personal data, constant or free text. Columns: {columns}. Choose another target with --target, or omit --target to have one guessed.',
    'pt-BR':
      'Nenhuma coluna de {file} serve para prever o alvo "{target}": as outras são identificadores, dados pessoais, constantes ou texto livre. Colunas: {columns}. Indique outro alvo com --target ou omita --target para que um seja sugerido.',
  },
  'target-is-entity': {
    status: 422,
    exit: 1,
    en: 'The column "{column}" of {file} is both the target and the entity. The target is the value to predict, and the entity groups rows. Choose another column with --target or --entity.',
    'pt-BR':
      'A coluna "{column}" de {file} é ao mesmo tempo o alvo e a entidade. O alvo é o valor a prever, e a entidade agrupa linhas. Indique outra coluna com --target ou --entity.',
  },
  'table-too-large': {
    status: 422,
    exit: 1,
    en: 'A table of {rows} rows and {features} features exceeds the memory of a forest (4 GB). Train on fewer rows or features.',
    'pt-BR':
      'Uma tabela de {rows} linhas e {features} variáveis excede a memória de uma floresta (4 GB). Treine com menos linhas ou variáveis.',
  },
  'password-protected': {
    status: 422,
    exit: 1,
    en: 'The workbook {file} is protected by a password. Only workbooks without one can be read. Save a copy without the password (File, Info, Protect Workbook) and use the copy.',
    'pt-BR':
      'A planilha {file} está protegida por senha. Só é possível ler planilhas sem senha. Salve uma cópia sem a senha (Arquivo, Informações, Proteger Pasta de Trabalho) e use a cópia.',
  },
  'sheet-not-found': {
    status: 422,
    exit: 1,
    en: 'The workbook {file} does not have the sheet "{sheet}". Sheets: {sheets}. Choose the sheet with the table: --sheet NAME (over HTTP, ?sheet=NAME), or data.sheet in lapidary.config.ts.',
    'pt-BR':
      'A planilha {file} não tem a aba "{sheet}". Abas: {sheets}. Indique a aba que contém a tabela: --sheet NOME (por HTTP, ?sheet=NOME) ou data.sheet em lapidary.config.ts.',
  },
  'no-sheet-fits': {
    status: 422,
    exit: 1,
    en: 'No sheet of the workbook {file} has a line of headings with rows below it. Sheets: {sheets}. Choose the sheet with the table: --sheet NAME (over HTTP, ?sheet=NAME), or data.sheet in lapidary.config.ts.',
    'pt-BR':
      'Nenhuma aba da planilha {file} tem uma linha de títulos de colunas com dados abaixo. Abas: {sheets}. Indique a aba que contém a tabela: --sheet NOME (por HTTP, ?sheet=NOME) ou data.sheet em lapidary.config.ts.',
  },
  'several-sheets-fit': {
    status: 422,
    exit: 1,
    en: 'Several sheets of the workbook {file} have the same headings: {sheets}. Only one sheet can be read. Choose it: --sheet NAME (over HTTP, ?sheet=NAME), or data.sheet in lapidary.config.ts.',
    'pt-BR':
      'Várias abas da planilha {file} têm os mesmos títulos de colunas: {sheets}. Só é possível ler uma aba. Indique qual: --sheet NOME (por HTTP, ?sheet=NOME) ou data.sheet em lapidary.config.ts.',
  },
  'sheet-of-no-workbook': {
    status: 422,
    exit: 1,
    en: 'The sheet "{sheet}" is set, but the file {file} is not an Excel workbook and has no sheets. Omit the sheet.',
    'pt-BR':
      'A aba "{sheet}" foi indicada, mas o arquivo {file} não é uma planilha do Excel e não tem abas. Omita a aba.',
  },
  'headings-below-rows': {
    status: 422,
    exit: 1,
    en: 'The headings of {file} are in line {line} ({columns}), below line {row}, which looks like a row of data. Only titles may precede the headings. Remove the lines above line {line}.',
    'pt-BR':
      'Os títulos das colunas de {file} estão na linha {line} ({columns}), abaixo da linha {row}, que parece ser uma linha de dados. Acima deles só pode haver títulos do arquivo. Remova as linhas acima da linha {line}.',
  },
  'merged-cells': {
    status: 422,
    exit: 1,
    en: 'The sheet "{sheet}" of {file} has merged cells: {ranges}. Only the first cell of a merged range has a value, and the others are read as empty. Unmerge them and write the value into each cell.',
    'pt-BR':
      'A aba "{sheet}" de {file} tem células mescladas: {ranges}. Só a primeira célula de um intervalo mesclado tem valor, e as outras são lidas como vazias. Desfaça a mesclagem e escreva o valor em cada célula.',
  },
  'no-usable-cells': {
    status: 422,
    exit: 1,
    en: 'None of the {rows} rows of {file} has a valid value in these columns: {columns}. The headings are probably above the wrong cells. Check that each heading is above its own values.',
    'pt-BR':
      'Nenhuma das {rows} linhas de {file} tem um valor válido nestas colunas: {columns}. Os títulos provavelmente estão sobre as células erradas. Confira se cada título está acima dos seus valores.',
  },
} as const satisfies Record<string, ErrorKind>
