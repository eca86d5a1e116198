import { fillTemplate, type Language, type LocalizedText } from './lib/localized-text.ts'

/**
 * Every error that a person can meet: HTTP status, exit code of the command, and the message in both languages.
 * A message says what was wrong, the value seen, and what to do. `docs/reference/errors.md` lists the same codes, kept by a test.
 * Exit codes: 1 failed, 2 wrong use, 130 interrupted.
 */
interface ErrorKind extends LocalizedText {
  readonly status: number
  readonly exit: 1 | 2 | 130
}

export const errorCatalogue = {
  // Wrong use of a command
  'unknown-command': {
    status: 400,
    exit: 2,
    en: 'There is no command "{seen}". Commands: {known}.',
    'pt-BR': 'O comando "{seen}" não existe. Comandos: {known}.',
  },
  'wrong-use': { status: 400, exit: 2, en: '{problem} Usage: {usage}', 'pt-BR': '{problem} Uso: {usage}' },
  'unknown-learner': {
    status: 400,
    exit: 2,
    en: 'There is no learner "{seen}". Learners: {known}.',
    'pt-BR': 'O algoritmo "{seen}" não existe. Algoritmos: {known}.',
  },
  'unknown-param': {
    status: 400,
    exit: 2,
    en: '"{seen}" is no parameter of {learner}. Write NAME=VALUE with one of: {known}.',
    'pt-BR': '"{seen}" não é parâmetro de {learner}. Escreva NOME=VALOR com um destes: {known}.',
  },
  'bad-setting': {
    status: 500,
    exit: 2,
    en: '{name} is "{seen}", but it must be {expected}. {hint}',
    'pt-BR': '{name} é "{seen}", mas deve ser {expected}. {hint}',
  },
  // A project's folder
  'no-project': {
    status: 500,
    exit: 2,
    en: 'There is no lapidary.config.ts in {folder}. Name the folder of a project, or make one: lapidary init FILE DIR',
    'pt-BR': 'Não há lapidary.config.ts em {folder}. Informe a pasta de um projeto ou crie um: lapidary init ARQUIVO PASTA',
  },
  'bad-project': {
    status: 500,
    exit: 1,
    en: 'The project in {folder} cannot be used: {problem}',
    'pt-BR': 'O projeto em {folder} não pode ser usado: {problem}',
  },
  'no-data': {
    status: 500,
    exit: 1,
    en: 'The project has no data: none of {files} is in {folder}, and it has no generator. Put a file there, or use --data FILE.',
    'pt-BR':
      'O projeto não tem dados: nenhum de {files} está em {folder}, e ele não tem gerador. Ponha um arquivo lá ou use --data ARQUIVO.',
  },
  'definition-changed': {
    status: 503,
    exit: 1,
    en: 'The project has changed since this model was trained: the feature "{feature}" is now {now}, and was then {then}. Train again, or bring the definition back.',
    'pt-BR':
      'O projeto mudou desde que este modelo foi treinado: a variável "{feature}" agora é {now}, e era {then}. Treine de novo ou restaure a definição.',
  },
  'model-wrong-answer': {
    status: 503,
    exit: 1,
    en: 'The model does not answer its own example as it did when it was trained: now {now}, then {then}. Roll back to another version, or train again.',
    'pt-BR':
      'O modelo não responde ao próprio exemplo como quando foi treinado: agora {now}, antes {then}. Volte a outra versão ou treine de novo.',
  },
  'no-champion': {
    status: 503,
    exit: 1,
    en: 'No version of {model} has the alias "champion" yet. Train one: lapidary train PROJECT',
    'pt-BR': 'Nenhuma versão de {model} tem o apelido "champion" ainda. Treine uma: lapidary train PROJETO',
  },
  // Files, databases and what is kept in them
  'data-dir-unwritable': {
    status: 503,
    exit: 1,
    en: 'Cannot write {path} ({reason}). Give the user who runs this the right to write there, or choose another folder with DATA_DIR.',
    'pt-BR':
      'Não é possível gravar em {path} ({reason}). Dê permissão de escrita ao usuário que executa o programa ou escolha outra pasta com DATA_DIR.',
  },
  'disk-full': {
    status: 503,
    exit: 1,
    en: 'There is no space left for {path}. What was kept before is intact. Free some space and try again.',
    'pt-BR': 'Não há mais espaço para {path}. O que já estava guardado continua intacto. Libere espaço e tente de novo.',
  },
  'database-corrupted': {
    status: 500,
    exit: 1,
    en: '{path} is damaged or is not a SQLite database ({reason}). Put back a copy of it, or move it away to start with an empty one.',
    'pt-BR':
      '{path} está danificado ou não é um banco SQLite ({reason}). Restaure uma cópia ou mova o arquivo para começar com um banco vazio.',
  },
  'database-newer': {
    status: 500,
    exit: 1,
    en: '{path} was made by a newer version of Lapidary ({part} at step {seen}, this version knows {known}). Use that version, or another DATA_DIR.',
    'pt-BR':
      '{path} foi criado por uma versão mais nova do Lapidary ({part} na etapa {seen}; esta versão conhece {known}). Use aquela versão ou outro DATA_DIR.',
  },
  'database-busy': {
    status: 503,
    exit: 1,
    en: 'Another process kept {path} locked for more than {seconds} seconds. Wait for it to finish, then try again.',
    'pt-BR': 'Outro processo manteve {path} bloqueado por mais de {seconds} segundos. Espere ele terminar e tente de novo.',
  },
  'folder-in-use': {
    status: 503,
    exit: 1,
    en: 'Another server ({holder}) already uses the folder {folder}. Stop it, or give this one another folder with DATA_DIR.',
    'pt-BR': 'Outro servidor ({holder}) já usa a pasta {folder}. Pare-o ou dê outra pasta a este com DATA_DIR.',
  },
  'artifact-missing': {
    status: 500,
    exit: 1,
    en: 'A kept file is gone: {path}. Put back a copy of the data folder, or train again.',
    'pt-BR': 'Um arquivo guardado sumiu: {path}. Restaure uma cópia da pasta de dados ou treine de novo.',
  },
  'artifact-corrupted': {
    status: 500,
    exit: 1,
    en: 'A kept file is damaged: the SHA-256 of {path} is {seen}. Put back a copy of the data folder, or train again.',
    'pt-BR':
      'Um arquivo guardado está danificado: o SHA-256 de {path} é {seen}. Restaure uma cópia da pasta de dados ou treine de novo.',
  },
  'log-unavailable': {
    status: 503,
    exit: 1,
    en: 'The prediction log cannot be written ({reason}), so the prediction was not given out. Try again later; the server log says more.',
    'pt-BR':
      'O registro de predições não pode ser gravado ({reason}), por isso a predição não foi entregue. Tente mais tarde; o log do servidor diz mais.',
  },
  'bad-cursor': {
    status: 400,
    exit: 2,
    en: 'The cursor "{seen}" does not come from this list. Take next_cursor of the page before, or leave it out to start again.',
    'pt-BR': 'O cursor "{seen}" não é desta lista. Use o next_cursor da página anterior ou deixe-o de fora para recomeçar.',
  },
  // Runs, models and who may
  'run-not-found': {
    status: 404,
    exit: 1,
    en: 'There is no run "{run}".',
    'pt-BR': 'A execução "{run}" não existe.',
  },
  'run-artifact-not-found': {
    status: 404,
    exit: 1,
    en: 'The run {run} has no file "{path}".',
    'pt-BR': 'A execução {run} não tem o arquivo "{path}".',
  },
  'model-not-found': {
    status: 404,
    exit: 1,
    en: 'There is no registered model "{model}". Train one first.',
    'pt-BR': 'Não há modelo registrado com o nome "{model}". Treine um primeiro.',
  },
  'version-not-found': {
    status: 404,
    exit: 1,
    en: '{model} has no version {version}.',
    'pt-BR': '{model} não tem a versão {version}.',
  },
  'bad-alias': {
    status: 422,
    exit: 2,
    en: '"{seen}" is no name for an alias: lower-case letters, digits, - and _, starting with a letter, at most 64.',
    'pt-BR': '"{seen}" não serve como alias: letras minúsculas, dígitos, - e _, começando por letra, no máximo 64.',
  },
  'alias-moved': {
    status: 409,
    exit: 1,
    en: 'Someone else moved the alias {alias} of {model} at the same moment. Look at it and try again.',
    'pt-BR': 'Outra pessoa mudou o alias {alias} de {model} no mesmo instante. Confira e tente de novo.',
  },
  'no-previous-version': {
    status: 409,
    exit: 1,
    en: 'The alias {alias} of {model} has no earlier version to go back to.',
    'pt-BR': 'O alias {alias} de {model} não tem versão anterior à qual voltar.',
  },
  'gate-refused': {
    status: 409,
    exit: 1,
    en: 'Version {version} of {model} is worse than version {current}, which is {alias}: {metric} {candidate}, against {champion} (95 % intervals in brackets). The alias stays. To move it all the same, use force.',
    'pt-BR':
      'A versão {version} de {model} é pior que a versão {current}, que é {alias}: {metric} {candidate}, contra {champion} (intervalos de 95 % entre colchetes). O alias não mudou. Para mudá-lo mesmo assim, use force.',
  },
  'gate-refused-synthetic': {
    status: 409,
    exit: 1,
    en: 'Version {version} of {model} was trained on synthetic data and version {current}, which is {alias}, on real data: they are not compared, and the alias stays. To move it all the same, use force.',
    'pt-BR':
      'A versão {version} de {model} foi treinada com dados sintéticos e a versão {current}, que é {alias}, com dados reais: não se comparam, e o alias não mudou. Para mudá-lo mesmo assim, use force.',
  },
  'gate-refused-leaking': {
    status: 409,
    exit: 1,
    en: 'The metrics of version {version} of {model} leak (rows of one entity on both sides of the split), those of version {current}, which is {alias}, do not: they are not compared, and the alias stays. Train with the split by entity, or use force.',
    'pt-BR':
      'As métricas da versão {version} de {model} têm vazamento (linhas da mesma entidade nos dois lados da divisão), as da versão {current}, que é {alias}, não: não se comparam, e o alias não mudou. Treine com a divisão por entidade ou use force.',
  },
  'gate-refused-classes': {
    status: 409,
    exit: 1,
    en: 'Version {version} of {model} answers {seen}, version {current}, which is {alias}, answers {allowed}: callers expect the latter, and the alias stays. To move it all the same, use force.',
    'pt-BR':
      'A versão {version} de {model} responde {seen}; a versão {current}, que é {alias}, responde {allowed}: é o que os clientes da API esperam, e o alias não mudou. Para mudá-lo mesmo assim, use force.',
  },
  'gate-no-evaluation': {
    status: 409,
    exit: 1,
    en: 'The evaluation of version {version} of {model} cannot be read, so it is not compared with {alias}, and the alias stays. To move it all the same, use force.',
    'pt-BR':
      'A avaliação da versão {version} de {model} não pode ser lida, por isso ela não é comparada com {alias}, e o alias não mudou. Para mudá-lo mesmo assim, use force.',
  },
  'weak-api-key': {
    status: 500,
    exit: 2,
    en: 'The API key from {source} is weak (a well-known sample, or under {length} characters), and {host} is reachable by others. Set API_KEY to a random text of 32 characters or more, or unset it and one is made.',
    'pt-BR':
      'A chave de API de {source} é fraca (um exemplo conhecido ou com menos de {length} caracteres), e {host} pode ser alcançado por outros. Defina API_KEY com um texto aleatório de 32 caracteres ou mais, ou deixe-a vazia para que uma seja criada.',
  },
  'key-not-found': {
    status: 404,
    exit: 1,
    en: 'There is no API key with the id "{id}", or it was revoked before.',
    'pt-BR': 'Não há chave de API com o id "{id}", ou ela já foi revogada.',
  },
  'too-few-entities': {
    status: 500,
    exit: 1,
    en: 'After the split {train} rows of {classes} class(es) are left to train on and {heldOut} to evaluate on: too few. More rows (or more entities) are needed.',
    'pt-BR':
      'Depois da divisão restam {train} linhas de {classes} classe(s) para treinar e {heldOut} para avaliar: é pouco. São necessárias mais linhas (ou mais entidades).',
  },
  'port-taken': {
    status: 500,
    exit: 1,
    en: 'Port {port} of {host} is taken by another program, perhaps another Lapidary. Stop it, or choose another: PORT=8001',
    'pt-BR':
      'A porta {port} de {host} está ocupada por outro programa, talvez outro Lapidary. Pare-o ou escolha outra: PORT=8001',
  },
  'cannot-listen': {
    status: 500,
    exit: 1,
    en: 'The server cannot listen on port {port} of {host} ({reason}). Choose a port above 1023 and an address of this machine: HOST, PORT.',
    'pt-BR':
      'O servidor não consegue escutar na porta {port} de {host} ({reason}). Escolha uma porta acima de 1023 e um endereço desta máquina: HOST, PORT.',
  },
  unhealthy: {
    status: 500,
    exit: 1,
    en: 'Something is wrong with: {failed}. The lines above say what to do.',
    'pt-BR': 'Há algo errado com: {failed}. As linhas acima dizem o que fazer.',
  },
  interrupted: {
    status: 503,
    exit: 130,
    en: 'Interrupted. Nothing was registered; what was finished before is untouched.',
    'pt-BR': 'Interrompido. Nada foi registrado; o que já estava pronto continua intacto.',
  },
  // Requests
  'no-key': {
    status: 401,
    exit: 1,
    en: 'This needs an API key: send it in the header x-api-key.',
    'pt-BR': 'É preciso uma chave de API: envie-a no cabeçalho x-api-key.',
  },
  'wrong-key': {
    status: 401,
    exit: 1,
    en: 'This API key is not valid: it is unknown, was revoked or has expired. Make one with: lapidary keys create',
    'pt-BR': 'Esta chave de API não é válida: é desconhecida, foi revogada ou expirou. Crie uma com: lapidary keys create',
  },
  'missing-scope': {
    status: 403,
    exit: 1,
    en: 'The key "{name}" may not do this: it needs the scope "{scope}" and has {seen}.',
    'pt-BR': 'A chave "{name}" não pode fazer isto: precisa do escopo "{scope}" e tem {seen}.',
  },
  'cross-origin': {
    status: 403,
    exit: 1,
    en: 'A signed-in page of another site ({seen}) may not do this. Use the page of this server, or an API key.',
    'pt-BR': 'Uma página de outro site ({seen}) não pode fazer isto. Use a página deste servidor ou uma chave de API.',
  },
  'insecure-sign-in': {
    status: 403,
    exit: 1,
    en: 'Signing in at {seen} needs https, or the key could be read on the way. Put a TLS proxy in front (TRUST_PROXY=yes), or open the page as localhost.',
    'pt-BR':
      'Entrar em {seen} exige https, ou a chave poderia ser lida no caminho. Ponha um proxy TLS na frente (TRUST_PROXY=yes) ou abra a página como localhost.',
  },
  'wrong-host': {
    status: 421,
    exit: 1,
    en: 'This server does not answer to the name "{seen}". Use localhost, or add the name to ALLOWED_HOSTS.',
    'pt-BR': 'Este servidor não responde pelo nome "{seen}". Use localhost ou acrescente o nome a ALLOWED_HOSTS.',
  },
  'rate-limited': {
    status: 429,
    exit: 1,
    en: 'Too many requests: at most {limit} a minute. Try again in {seconds} s.',
    'pt-BR': 'Requisições demais: no máximo {limit} por minuto. Tente de novo em {seconds} s.',
  },
  'malformed-json': {
    status: 400,
    exit: 1,
    en: 'The body is not JSON: {problem}. NaN and Infinity are not JSON either; leave a missing field out, or write null.',
    'pt-BR': 'O corpo não é JSON: {problem}. NaN e Infinity também não são JSON; omita o campo ausente ou escreva null.',
  },
  'empty-body': {
    status: 400,
    exit: 1,
    en: 'The body is empty, but this needs a JSON object.',
    'pt-BR': 'O corpo está vazio, mas aqui é preciso um objeto JSON.',
  },
  'duplicate-key': {
    status: 400,
    exit: 1,
    en: 'The body names "{seen}" twice in one object. Send it once.',
    'pt-BR': 'O corpo traz "{seen}" duas vezes no mesmo objeto. Envie uma vez só.',
  },
  'too-deep': {
    status: 400,
    exit: 1,
    en: 'The body is nested more than {limit} levels deep. A row is one flat object.',
    'pt-BR': 'O corpo tem mais de {limit} níveis de aninhamento. Uma linha é um único objeto plano.',
  },
  'wrong-content-type': {
    status: 415,
    exit: 1,
    en: 'The body is "{seen}", but this takes {expected}. Set the header Content-Type.',
    'pt-BR': 'O corpo é "{seen}", mas aqui se aceita {expected}. Ajuste o cabeçalho Content-Type.',
  },
  'body-too-large': {
    status: 413,
    exit: 1,
    en: 'The body, or what it holds unpacked, is larger than {limit} bytes.',
    'pt-BR': 'O corpo, ou o que ele contém descompactado, é maior que {limit} bytes.',
  },
  'wrong-fields': {
    status: 422,
    exit: 1,
    en: '{count} of the fields sent cannot be accepted; "errors" says which and why.',
    'pt-BR': '{count} dos campos enviados não podem ser aceitos; "errors" diz quais e por quê.',
  },
  'bad-request': {
    status: 400,
    exit: 1,
    en: 'The request cannot be read. Check its address, headers and body.',
    'pt-BR': 'Não foi possível ler a requisição. Verifique o endereço, os cabeçalhos e o corpo.',
  },
  'request-timeout': {
    status: 408,
    exit: 1,
    en: 'The request took too long to arrive.',
    'pt-BR': 'A requisição demorou demais para chegar.',
  },
  'headers-too-large': {
    status: 431,
    exit: 1,
    en: 'The headers of the request are too large.',
    'pt-BR': 'Os cabeçalhos da requisição são grandes demais.',
  },
  'no-route': {
    status: 404,
    exit: 1,
    en: 'There is nothing at {method} {seen}. The documentation is at /docs.',
    'pt-BR': 'Não há nada em {method} {seen}. A documentação está em /docs.',
  },
  'wrong-method': {
    status: 405,
    exit: 1,
    en: '{seen} does not take {method}, only {allowed}.',
    'pt-BR': '{seen} não aceita {method}, apenas {allowed}.',
  },
  'not-served': {
    status: 404,
    exit: 1,
    en: 'The model "{seen}" is not served here. Served: {known}.',
    'pt-BR': 'O modelo "{seen}" não é servido aqui. Servido: {known}.',
  },
  closing: {
    status: 503,
    exit: 1,
    en: 'The server is shutting down.',
    'pt-BR': 'O servidor está encerrando.',
  },
  internal: {
    status: 500,
    exit: 1,
    en: 'Something failed inside Lapidary. The log has the details under id {id}.',
    'pt-BR': 'Algo falhou dentro do Lapidary. O registro tem os detalhes com o id {id}.',
  },
  // Files
  'no-data-file': {
    status: 400,
    exit: 1,
    en: 'There is no file {file}. Check the name, or put the file there.',
    'pt-BR': 'O arquivo {file} não existe. Confira o nome ou coloque o arquivo lá.',
  },
  'unreadable-file': {
    status: 400,
    exit: 1,
    en: 'The file {file} could not be read: {reason}. Check that it is complete and that you may read it.',
    'pt-BR': 'O arquivo {file} não pôde ser lido: {reason}. Verifique se ele está completo e se você tem permissão de leitura.',
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
    en: 'The file {file} is not a table: it looks like {seen}. Save the table as CSV (UTF-8) or Parquet.',
    'pt-BR': 'O arquivo {file} não é uma tabela: parece ser {seen}. Salve a tabela como CSV (UTF-8) ou Parquet.',
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
    en: 'The file {file} lacks these columns: {missing}. Columns that are unknown here: {extra}. Near names: {nearest}. Rename or add them; a cell may be empty.',
    'pt-BR':
      'Faltam estas colunas no arquivo {file}: {missing}. Colunas desconhecidas aqui: {extra}. Nomes parecidos: {nearest}. Renomeie ou acrescente-as; uma célula pode ficar vazia.',
  },
  'target-not-in-data': {
    status: 422,
    exit: 1,
    en: 'The target "{target}" is not a column of {file}. Its columns: {columns}. Near names: {nearest}.',
    'pt-BR': 'O alvo "{target}" não é uma coluna de {file}. Colunas do arquivo: {columns}. Nomes parecidos: {nearest}.',
  },
  'entity-not-in-data': {
    status: 422,
    exit: 1,
    en: 'The entity "{entity}" is not a column of {file}. Its columns: {columns}. Near names: {nearest}.',
    'pt-BR': 'A entidade "{entity}" não é uma coluna de {file}. Colunas do arquivo: {columns}. Nomes parecidos: {nearest}.',
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

  // Learners and models
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
  'target-not-category': {
    status: 422,
    exit: 1,
    en: 'The target "{target}" must be a category column: only classes are learnt so far. Declare it with column.category and name its categories.',
    'pt-BR':
      'O alvo "{target}" deve ser uma coluna de categorias: por enquanto só classes são aprendidas. Declare-o com column.category e indique as categorias.',
  },
  // lapidary init
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
    en: 'No column of {file} is left to predict from: all others are identifiers, personal data, constant or free text. Its columns: {columns}.',
    'pt-BR':
      'Nenhuma coluna de {file} sobra para fazer a previsão: todas as outras são identificadores, dados pessoais, constantes ou texto livre. Colunas do arquivo: {columns}.',
  },
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof errorCatalogue

/** One wrong field of a request or a file. `message` is in the reader's language. */
export interface FieldError {
  readonly field: string
  readonly message: string
  readonly seen?: unknown
  readonly allowed?: unknown
}

/** The only error class that commands and routes show as it is; every other error is shown as `internal`. */
export class LapidaryError extends Error {
  override readonly name = 'LapidaryError'
  readonly code: ErrorCode
  readonly values: Readonly<Record<string, unknown>>
  readonly fields: readonly FieldError[]

  constructor(
    code: ErrorCode,
    values: Readonly<Record<string, unknown>> = {},
    options: { cause?: unknown; fields?: readonly FieldError[] } = {},
  ) {
    super(fillTemplate(errorCatalogue[code].en, values), options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.values = values
    this.fields = options.fields ?? []
  }

  get status(): number {
    return errorCatalogue[this.code].status
  }

  get exitCode(): number {
    return errorCatalogue[this.code].exit
  }

  /** The message in the reader's language. */
  messageIn(language: Language): string {
    return fillTemplate(errorCatalogue[this.code][language], this.values)
  }
}
