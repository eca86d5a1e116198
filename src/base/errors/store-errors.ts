import type { ErrorKind } from './error-kind.ts'

/** Files and databases, and what is kept in them: runs, models, keys. */
export const storeErrors = {
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
    en: '{path} was made by a newer version of Lapidary ({part} at step {seen}, this version knows {known}). Use that version, or another DATA_DIR or DATABASE_URL.',
    'pt-BR':
      '{path} foi criado por uma versão mais nova do Lapidary ({part} na etapa {seen}; esta versão conhece {known}). Use aquela versão ou outro DATA_DIR ou DATABASE_URL.',
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
  'maintenance-running': {
    status: 503,
    exit: 1,
    en: 'Another backup, restore or gc is running on the folder {folder}. Wait for it to finish, then try again.',
    'pt-BR': 'Outro backup, restore ou gc está em andamento na pasta {folder}. Espere ele terminar e tente de novo.',
  },
  'command-running': {
    status: 503,
    exit: 1,
    en: 'A command, such as a training, is using the folder {folder}. A restore needs a folder that nothing uses. Wait for the command, or stop it with Ctrl-C.',
    'pt-BR':
      'Um comando, como um treino, está usando a pasta {folder}. Só é possível restaurar uma pasta que nada mais usa. Espere o comando terminar ou pare-o com Ctrl-C.',
  },
  'nothing-to-back-up': {
    status: 500,
    exit: 1,
    en: 'The folder {folder} holds nothing to back up: no database and no key. Check DATA_DIR, or train first.',
    'pt-BR':
      'A pasta {folder} não tem nada para guardar em backup: nenhum banco e nenhuma chave. Confira DATA_DIR ou treine primeiro.',
  },
  'backup-exists': {
    status: 500,
    exit: 1,
    en: 'There is already a file {path}. A backup never overwrites one. Choose another name, or remove that file.',
    'pt-BR': 'O arquivo {path} já existe. Um backup nunca sobrescreve outro arquivo. Escolha outro nome ou apague-o.',
  },
  'backup-unwritable': {
    status: 500,
    exit: 1,
    en: 'The backup cannot be written to {folder} ({reason}). Name a file in a folder that exists and that you may write to.',
    'pt-BR':
      'O backup não pode ser gravado em {folder} ({reason}). Informe um arquivo em uma pasta que exista e na qual você possa gravar.',
  },
  'backup-unreadable': {
    status: 500,
    exit: 1,
    en: '{path} cannot be read ({reason}). Name a file that lapidary backup wrote.',
    'pt-BR': 'Não é possível ler {path} ({reason}). Informe um arquivo criado por lapidary backup.',
  },
  'backup-invalid': {
    status: 500,
    exit: 1,
    en: '{path} is not a whole backup: {problem}. A backup is restored as lapidary backup wrote it, not compressed or packed again. Nothing was changed; use another copy.',
    'pt-BR':
      '{path} não é um backup íntegro: {problem}. O arquivo precisa estar como lapidary backup o gravou, sem ser compactado nem reempacotado. Nada foi alterado; use outra cópia.',
  },
  'backup-newer': {
    status: 500,
    exit: 1,
    en: '{path} was written by a newer version of Lapidary ({seen}). Restore it with that version. Nothing was changed.',
    'pt-BR': '{path} foi gravado por uma versão mais nova do Lapidary ({seen}). Restaure-o com aquela versão. Nada foi alterado.',
  },
  'backup-of-another-project': {
    status: 500,
    exit: 2,
    en: '{path} is a backup of the project "{seen}", and this is "{project}". Name the folder of that project. Nothing was changed.',
    'pt-BR':
      '{path} é um backup do projeto "{seen}", e este é o "{project}". Informe a pasta daquele projeto. Nada foi alterado.',
  },
  'restore-not-empty': {
    status: 500,
    exit: 1,
    en: 'The folder {folder} already holds data ({seen}). A restore needs an empty one: choose it with DATA_DIR, or use --replace, which keeps the data in a folder of its own.',
    'pt-BR':
      'A pasta {folder} já tem dados ({seen}). A restauração precisa de uma pasta vazia: escolha outra com DATA_DIR ou use --replace, que guarda os dados atuais em uma pasta à parte.',
  },
  'restore-unfinished': {
    status: 500,
    exit: 1,
    en: 'A restore of the folder {folder} was interrupted while it exchanged files, so old and new files are mixed there. Run it again: lapidary restore PROJECT FILE --replace. Nothing is lost: what was there before is in the folders replaced-...',
    'pt-BR':
      'Uma restauração da pasta {folder} foi interrompida durante a troca dos arquivos, e há arquivos novos e antigos misturados. Execute-a de novo: lapidary restore PROJETO ARQUIVO --replace. Nada se perdeu: o que havia antes está nas pastas replaced-...',
  },
  'artifact-missing': {
    status: 500,
    exit: 1,
    en: 'A kept file is missing: {path}. Every file of a version is needed. Restore a backup (lapidary restore), promote another version, or train again.',
    'pt-BR':
      'Falta um arquivo guardado: {path}. Todos os arquivos de uma versão são necessários. Restaure um backup (lapidary restore), promova outra versão ou treine de novo.',
  },
  'artifact-corrupted': {
    status: 500,
    exit: 1,
    en: 'A kept file is damaged: the SHA-256 of {path} is {seen}. It must be the one under which the file is kept. Restore a backup (lapidary restore), promote another version, or train again.',
    'pt-BR':
      'Um arquivo guardado está danificado: o SHA-256 de {path} é {seen}. Ele deveria ser o mesmo com que o arquivo foi guardado. Restaure um backup (lapidary restore), promova outra versão ou treine de novo.',
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
  'version-not-loadable': {
    status: 409,
    exit: 1,
    en: 'Version {version} of {model} cannot be served: {reason} The alias {alias} was not moved. Choose a version that loads, or train again.',
    'pt-BR':
      'A versão {version} de {model} não pode ser servida: {reason} O alias {alias} não mudou. Escolha uma versão que possa ser carregada ou treine de novo.',
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
  'not-compared': {
    status: 409,
    exit: 1,
    en: 'No held-out rows are known to be new to both versions (another split, other classes, or fewer than 20 entities). Train with the split by entity on more rows to compare them row by row.',
    'pt-BR':
      'Não há linhas de teste sabidamente novas para as duas versões (outra divisão, outras classes ou menos de 20 entidades). Treine com a divisão por entidade e mais linhas para compará-las linha a linha.',
  },
  'gate-refused-paired': {
    status: 409,
    exit: 1,
    en: 'Version {version} of {model} is worse than version {current}, which is {alias}: on the same {rows} held-out rows of {entities} entities its {metric} differs by {difference} (95 % interval in brackets). The alias stays. To move it all the same, use force.',
    'pt-BR':
      'A versão {version} de {model} é pior que a versão {current}, que é {alias}: nas mesmas {rows} linhas de teste, de {entities} entidades, a diferença de {metric} é {difference} (intervalo de 95 % entre colchetes). O alias não mudou. Para mudá-lo mesmo assim, use force.',
  },
  'gate-refused-guessing': {
    status: 409,
    exit: 1,
    en: 'Version {version} of {model} is not better than guessing: {metric} {candidate} (95 % interval in brackets), guessing {guessing}. Version {current} stays {alias}. To move the alias all the same, use force.',
    'pt-BR':
      'A versão {version} de {model} não é melhor que um palpite: {metric} {candidate} (intervalo de 95 % entre colchetes), palpite {guessing}. A versão {current} continua sendo {alias}. Para mudar o alias mesmo assim, use force.',
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
  'key-expired-at-start': {
    status: 422,
    exit: 1,
    en: 'The key would expire at {seen}, a time that has passed. Give a time to come, or none for a key that does not expire.',
    'pt-BR':
      'A chave expiraria em {seen}, um momento que já passou. Informe um momento futuro, ou nenhum para uma chave que não expira.',
  },
  'package-missing': {
    status: 500,
    exit: 1,
    en: '{setting} needs the package {package}, which is not installed. Run npm install {package}, or unset {setting}.',
    'pt-BR': '{setting} precisa do pacote {package}, que não está instalado. Execute npm install {package} ou remova {setting}.',
  },
  'database-unavailable': {
    status: 503,
    exit: 1,
    en: '{place} cannot be used now ({reason}). What does not need it goes on, the rest answers again once it is back. If it never was: see DATABASE_URL.',
    'pt-BR':
      '{place} não pode ser usado agora ({reason}). O que não precisa dele continua, o resto volta a responder quando ele voltar. Se nunca funcionou: veja DATABASE_URL.',
  },
  'database-tables-missing': {
    status: 503,
    exit: 1,
    en: 'The tables of Lapidary are missing in {place} ({reason}): it was restored empty, or its schema was dropped or replaced. Restore a backup of it, then restart Lapidary. To start with an empty database, only restart Lapidary: it creates the tables.',
    'pt-BR':
      'As tabelas do Lapidary não existem em {place} ({reason}): o banco foi restaurado vazio, ou seu esquema foi apagado ou trocado. Restaure um backup do banco e reinicie o Lapidary. Para começar com um banco vazio, apenas reinicie o Lapidary: ele cria as tabelas.',
  },
  'database-read-only': {
    status: 503,
    exit: 1,
    en: '{place} only accepts reads ({reason}): it is a standby, or was set read-only. Reading continues. Point DATABASE_URL to the primary, or make this server writable.',
    'pt-BR':
      '{place} só aceita leituras ({reason}): é uma réplica ou foi colocado em modo somente leitura. As leituras continuam. Aponte DATABASE_URL para o servidor primário ou libere a escrita neste servidor.',
  },
  'database-connections-exhausted': {
    status: 503,
    exit: 1,
    en: '{place} accepts no more connections ({reason}). Lapidary uses at most 10 for each replica and tries again by itself. Raise max_connections of the server, or close other clients.',
    'pt-BR':
      '{place} não aceita mais conexões ({reason}). O Lapidary usa no máximo 10 por réplica e tenta de novo sozinho. Aumente max_connections do servidor ou feche outros clientes.',
  },
  'mongo-unavailable': {
    status: 503,
    exit: 1,
    en: 'MongoDB at {place} cannot be reached ({reason}). Predictions go on and are kept here until it can; what asks for older ones must wait. Check MONGO_URI and the server.',
    'pt-BR':
      'Não é possível alcançar o MongoDB em {place} ({reason}). As predições continuam e ficam guardadas aqui até que seja possível; consultas às mais antigas precisam esperar. Confira MONGO_URI e o servidor.',
  },
  'mongo-refused': {
    status: 503,
    exit: 1,
    en: 'MongoDB at {place} refuses the user of MONGO_URI ({reason}). Predictions are kept here meanwhile. Correct the user, the password or its roles (readWrite), and authSource if the user is of another database.',
    'pt-BR':
      'O MongoDB em {place} recusa o usuário de MONGO_URI ({reason}). Enquanto isso as predições ficam guardadas aqui. Corrija o usuário, a senha ou os papéis dele (readWrite), e authSource se o usuário for de outro banco.',
  },
  'log-incomplete': {
    status: 503,
    exit: 1,
    en: 'MongoDB cannot be asked now, so this would not be all of the predictions. Try again when it is back (see /v1/status).',
    'pt-BR':
      'O MongoDB não pode ser consultado agora, por isso não viriam todas as predições. Tente de novo quando ele voltar (veja /v1/status).',
  },
  'store-silent': {
    status: 503,
    exit: 1,
    en: 'It does not answer (waited {seconds} s). The server log says more.',
    'pt-BR': 'Não responde (esperou-se {seconds} s). O log do servidor diz mais.',
  },
} as const satisfies Record<string, ErrorKind>
