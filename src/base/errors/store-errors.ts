import type { ErrorKind } from './error-kind.ts'

/** Files and databases, and what is kept in them: runs, models, keys. */
export const storeErrors = {
  'data-dir-unwritable': {
    status: 503,
    exit: 1,
    en: 'The path {path} cannot be written ({reason}). Give the user who runs Lapidary permission to write there, or set DATA_DIR to another folder.',
    'pt-BR':
      'Não é possível gravar em {path} ({reason}). Dê permissão de escrita ao usuário que executa o Lapidary ou defina outra pasta em DATA_DIR.',
  },
  'disk-full': {
    status: 503,
    exit: 1,
    en: 'The disk of {path} is full. Stored data is intact. Free some space and try again.',
    'pt-BR':
      'O disco de {path} está cheio. Os dados armazenados estão intactos. Libere espaço e tente novamente.',
  },
  'database-corrupted': {
    status: 500,
    exit: 1,
    en: '{path} is damaged or is not a SQLite database ({reason}). Restore a backup of it, or move it away to start with an empty one.',
    'pt-BR':
      '{path} está danificado ou não é um banco SQLite ({reason}). Restaure um backup ou mova o arquivo para começar com um banco vazio.',
  },
  'database-newer': {
    status: 500,
    exit: 1,
    en: '{path} belongs to a newer version of Lapidary ({part}: step {seen}; this version supports {known}). Use that version, or set another DATA_DIR or DATABASE_URL.',
    'pt-BR':
      '{path} é de uma versão mais nova do Lapidary ({part}: etapa {seen}; esta versão aceita {known}). Use aquela versão ou defina outro DATA_DIR ou DATABASE_URL.',
  },
  'database-busy': {
    status: 503,
    exit: 1,
    en: 'Another process has locked {path} for more than {seconds} s. Try again when it is finished.',
    'pt-BR':
      'Outro processo mantém {path} bloqueado há mais de {seconds} s. Tente novamente quando ele terminar.',
  },
  'folder-in-use': {
    status: 503,
    exit: 1,
    en: 'Another server ({holder}) uses the folder {folder}. Only one server may use a folder. Stop it, or set DATA_DIR to another folder.',
    'pt-BR':
      'Outro servidor ({holder}) usa a pasta {folder}. Só um servidor pode usar uma pasta. Encerre-o ou defina outra pasta em DATA_DIR.',
  },
  'maintenance-running': {
    status: 503,
    exit: 1,
    en: 'Another backup, restore or gc of the folder {folder} is in progress. Only one may run at a time. Try again when it is complete.',
    'pt-BR':
      'Outro backup, restore ou gc da pasta {folder} está em andamento. Só um pode ser executado por vez. Tente novamente quando ele terminar.',
  },
  'command-running': {
    status: 503,
    exit: 1,
    en: 'A command, such as a training, is using the folder {folder}. A restore requires a folder that is not in use. Wait for the command, or stop it with Ctrl-C.',
    'pt-BR':
      'Um comando, como um treinamento, está usando a pasta {folder}. A restauração exige uma pasta que não esteja em uso. Espere o comando terminar ou interrompa-o com Ctrl-C.',
  },
  'nothing-to-back-up': {
    status: 500,
    exit: 1,
    en: 'The folder {folder} has no data to back up: it contains no database and no key. Check DATA_DIR, or train first.',
    'pt-BR':
      'A pasta {folder} não tem dados para o backup: não contém banco nem chave. Confira DATA_DIR ou treine primeiro.',
  },
  'backup-exists': {
    status: 500,
    exit: 1,
    en: 'The file {path} already exists. A backup does not overwrite files. Choose another name, or remove the file.',
    'pt-BR':
      'O arquivo {path} já existe. Um backup não sobrescreve arquivos. Escolha outro nome ou remova o arquivo.',
  },
  'backup-unwritable': {
    status: 500,
    exit: 1,
    en: 'The backup cannot be written to {folder} ({reason}). Choose a file in a folder that exists and in which you have permission to write.',
    'pt-BR':
      'O backup não pode ser gravado em {folder} ({reason}). Informe um arquivo em uma pasta que exista e na qual você tenha permissão de escrita.',
  },
  'backup-unreadable': {
    status: 500,
    exit: 1,
    en: 'The backup {path} cannot be read ({reason}). Choose a file written by lapidary backup.',
    'pt-BR': 'Não é possível ler o backup {path} ({reason}). Informe um arquivo criado por lapidary backup.',
  },
  'backup-invalid': {
    status: 500,
    exit: 1,
    en: '{path} is not a complete backup: {problem}. Only an unchanged file of lapidary backup can be restored, not a compressed or repacked one. Nothing was changed. Use another copy.',
    'pt-BR':
      '{path} não é um backup íntegro: {problem}. Só é possível restaurar um arquivo de lapidary backup sem alterações, não compactado nem reempacotado. Nada foi alterado. Use outra cópia.',
  },
  'backup-newer': {
    status: 500,
    exit: 1,
    en: '{path} is a backup of a newer version of Lapidary ({seen}). Nothing was changed. Restore it with that version.',
    'pt-BR':
      '{path} é um backup de uma versão mais nova do Lapidary ({seen}). Nada foi alterado. Restaure-o com aquela versão.',
  },
  'backup-of-another-project': {
    status: 500,
    exit: 2,
    en: '{path} is a backup of the project "{seen}", and this project is "{project}". Nothing was changed. Name the folder of that project.',
    'pt-BR':
      '{path} é um backup do projeto "{seen}", e este projeto é "{project}". Nada foi alterado. Informe a pasta daquele projeto.',
  },
  'restore-not-empty': {
    status: 500,
    exit: 1,
    en: 'The folder {folder} is not empty ({seen}). A restore requires an empty folder. Set DATA_DIR to another one, or use --replace, which moves the current data to a separate folder.',
    'pt-BR':
      'A pasta {folder} não está vazia ({seen}). A restauração exige uma pasta vazia. Defina outra em DATA_DIR ou use --replace, que move os dados atuais para uma pasta separada.',
  },
  'restore-unfinished': {
    status: 500,
    exit: 1,
    en: 'A restore of the folder {folder} was interrupted, so it contains both old and new files. Nothing is lost: the old files are in the folders replaced-... Run it again: lapidary restore PROJECT FILE --replace',
    'pt-BR':
      'Uma restauração da pasta {folder} foi interrompida, e ela contém arquivos antigos e novos. Nada se perdeu: os arquivos antigos estão nas pastas replaced-... Execute-a novamente: lapidary restore PROJETO ARQUIVO --replace',
  },
  'artifact-missing': {
    status: 500,
    exit: 1,
    en: 'A file of a model version is missing: {path}. All files of a version are required. Restore a backup (lapidary restore), promote another version, or train again.',
    'pt-BR':
      'Falta um arquivo de uma versão do modelo: {path}. Todos os arquivos de uma versão são necessários. Restaure um backup (lapidary restore), promova outra versão ou treine novamente.',
  },
  'artifact-corrupted': {
    status: 500,
    exit: 1,
    en: 'A stored file is damaged: the SHA-256 of {path} is {seen}. It must equal the one in its name. Restore a backup (lapidary restore), promote another version, or train again.',
    'pt-BR':
      'Um arquivo armazenado está danificado: o SHA-256 de {path} é {seen}. Ele deve ser igual ao do nome do arquivo. Restaure um backup (lapidary restore), promova outra versão ou treine novamente.',
  },
  'bad-artifact-path': {
    status: 422,
    exit: 2,
    en: '{seen} is not a valid artifact path. A path is relative, has at most 1,024 bytes and single slashes between segments of at most 255 bytes, and no segment "." or "..", backslash or control character, also after percent-decoding. Change the path.',
    'pt-BR':
      '{seen} não é um caminho de artefato válido. Um caminho é relativo, tem no máximo 1.024 bytes, uma só barra entre segmentos de até 255 bytes, e nenhum segmento "." ou "..", barra invertida ou caractere de controle, mesmo depois de decodificar porcentagens. Altere o caminho.',
  },
  'artifact-not-found': {
    status: 404,
    exit: 1,
    en: 'The artifact "{path}" does not exist. Check the path in the list of artifacts.',
    'pt-BR': 'O artefato "{path}" não existe. Confira o caminho na lista de artefatos.',
  },
  'artifact-is-folder': {
    status: 422,
    exit: 2,
    en: 'The artifact path "{path}" is a folder. Only files can be downloaded. List the folder, and download its files.',
    'pt-BR':
      'O caminho de artefato "{path}" é uma pasta. Só arquivos podem ser baixados. Liste a pasta e baixe os arquivos dela.',
  },
  'artifact-path-taken': {
    status: 409,
    exit: 1,
    en: 'A file cannot be stored at "{path}", because of the file "{taken}". A path is either a file or a folder. Choose another path, or delete that file.',
    'pt-BR':
      'Não é possível armazenar um arquivo em "{path}" por causa do arquivo "{taken}". Um caminho é um arquivo ou uma pasta. Escolha outro caminho ou exclua aquele arquivo.',
  },
  'artifact-location-elsewhere': {
    status: 422,
    exit: 2,
    en: 'The artifact location "{uri}" is not on this server. Only locations such as mlflow-artifacts:/path, runs:/id/path and models:/id are read here. Use a client that can reach the location itself.',
    'pt-BR':
      'O local de artefatos "{uri}" não fica neste servidor. Aqui só são lidos locais como mlflow-artifacts:/caminho, runs:/id/caminho e models:/id. Use um cliente que alcance esse local diretamente.',
  },
  'artifact-too-large': {
    status: 413,
    exit: 1,
    en: 'The file has more than {limit} bytes, the maximum of MAX_ARTIFACT_BYTES. Nothing was stored. Send a smaller file, or raise the setting.',
    'pt-BR':
      'O arquivo tem mais de {limit} bytes, o máximo de MAX_ARTIFACT_BYTES. Nada foi armazenado. Envie um arquivo menor ou aumente a configuração.',
  },
  'upload-stalled': {
    status: 408,
    exit: 1,
    en: 'The upload stopped: {seconds} s passed without enough of the file. Nothing was stored. Send it again over a faster connection.',
    'pt-BR':
      'O envio parou: passaram-se {seconds} s sem dados suficientes do arquivo. Nada foi armazenado. Envie-o de novo por uma conexão mais rápida.',
  },
  's3-unavailable': {
    status: 503,
    exit: 1,
    en: 'The S3 bucket {place} is unavailable ({reason}). Files of runs cannot be read or written until it is back; all other operations continue. If it was never available, check ARTIFACTS_URL and ARTIFACTS_S3_ENDPOINT.',
    'pt-BR':
      'O bucket S3 {place} está indisponível ({reason}). Os arquivos das execuções não podem ser lidos nem gravados até ele voltar; as demais operações continuam. Se ele nunca esteve disponível, confira ARTIFACTS_URL e ARTIFACTS_S3_ENDPOINT.',
  },
  's3-refused': {
    status: 503,
    exit: 1,
    en: 'S3 rejects requests to the bucket {place} ({reason}). Check that the bucket of ARTIFACTS_URL exists, that AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION are right, and that they may list, read, write and delete its objects.',
    'pt-BR':
      'O S3 recusa requisições ao bucket {place} ({reason}). Confira se o bucket de ARTIFACTS_URL existe, se AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY e AWS_REGION estão corretos e se eles podem listar, ler, gravar e excluir objetos.',
  },
  'log-unavailable': {
    status: 503,
    exit: 1,
    en: 'The prediction log cannot be written ({reason}), so no prediction is returned. Try again later, and see the server log for details.',
    'pt-BR':
      'O registro de previsões não pode ser gravado ({reason}), por isso nenhuma previsão é retornada. Tente mais tarde e veja os detalhes no log do servidor.',
  },
  'bad-cursor': {
    status: 400,
    exit: 2,
    en: 'The cursor "{seen}" does not belong to this list. Use next_cursor of the previous page, or omit it to start again.',
    'pt-BR':
      'O cursor "{seen}" não pertence a esta lista. Use o next_cursor da página anterior ou omita-o para recomeçar.',
  },
  'run-not-found': {
    status: 404,
    exit: 1,
    en: 'The run "{run}" does not exist. Check the id in the list of runs.',
    'pt-BR': 'A execução "{run}" não existe. Confira o id na lista de execuções.',
  },
  'run-artifact-not-found': {
    status: 404,
    exit: 1,
    en: 'The run {run} does not have the file "{path}". Check the path in the list of its files.',
    'pt-BR': 'A execução {run} não tem o arquivo "{path}". Confira o caminho na lista de arquivos dela.',
  },
  'model-not-found': {
    status: 404,
    exit: 1,
    en: 'The registered model "{model}" does not exist. Check the name, or train one: lapidary train PROJECT',
    'pt-BR': 'O modelo registrado "{model}" não existe. Confira o nome ou treine um: lapidary train PROJETO',
  },
  'version-not-found': {
    status: 404,
    exit: 1,
    en: 'The model {model} does not have version {version}. Check the number in the list of versions.',
    'pt-BR': 'O modelo {model} não tem a versão {version}. Confira o número na lista de versões.',
  },
  'bad-alias': {
    status: 422,
    exit: 2,
    en: '"{seen}" is not a valid alias. Use at most 255 letters, digits, - and _.',
    'pt-BR': '"{seen}" não é um alias válido. Use no máximo 255 letras, dígitos, - e _.',
  },
  'alias-moved': {
    status: 409,
    exit: 1,
    en: 'Another caller moved the alias {alias} of {model} at the same time. Check the alias and try again.',
    'pt-BR':
      'O {alias} de {model} foi trocado ao mesmo tempo por outra requisição. Confira a versão atual e tente novamente.',
  },
  'version-not-loadable': {
    status: 409,
    exit: 1,
    en: 'Version {version} of {model} cannot be served: {reason} The alias {alias} is unchanged. Choose a version that loads, or train again.',
    'pt-BR':
      'A versão {version} de {model} não pode ser servida: {reason} O {alias} não mudou. Escolha uma versão que possa ser carregada ou treine novamente.',
  },
  'no-previous-version': {
    status: 409,
    exit: 1,
    en: 'The alias {alias} of {model} has no earlier version to roll back to. Promote a version instead.',
    'pt-BR': 'O {alias} de {model} não tem uma versão anterior para a qual reverter. Promova uma versão.',
  },
  'gate-refused': {
    status: 409,
    exit: 1,
    en: 'Version {version} of {model} is worse than version {current}, the {alias}: its {metric} is {candidate}, and that of the {alias} is {champion} (95 % intervals in brackets). The alias is unchanged. Use force to move it anyway.',
    'pt-BR':
      'A versão {version} de {model} é pior que a versão {current} ({alias}): {metric} de {candidate}, contra {champion} (intervalos de 95 % entre colchetes). O {alias} não mudou. Para promovê-la mesmo assim, use force.',
  },
  'not-compared': {
    status: 409,
    exit: 1,
    en: 'The two versions have no comparable held-out rows: their splits or classes differ, or fewer than 20 entities remain. Train with the split by entity on more rows.',
    'pt-BR':
      'As duas versões não têm linhas reservadas comparáveis: as divisões ou as classes são diferentes, ou restam menos de 20 entidades. Treine com a divisão por entidade e mais linhas.',
  },
  'gate-refused-paired': {
    status: 409,
    exit: 1,
    en: 'Version {version} of {model} is worse than version {current}, the {alias}: on the same {rows} held-out rows of {entities} entities its {metric} differs by {difference} (95 % interval in brackets). The alias is unchanged. Use force to move it anyway.',
    'pt-BR':
      'A versão {version} de {model} é pior que a versão {current} ({alias}): nas mesmas {rows} linhas reservadas, de {entities} entidades, a diferença de {metric} é {difference} (intervalo de 95 % entre colchetes). O {alias} não mudou. Para promovê-la mesmo assim, use force.',
  },
  'gate-refused-guessing': {
    status: 409,
    exit: 1,
    en: 'Version {version} of {model} is not better than guessing: its {metric} is {candidate} (95 % interval in brackets), and guessing has {guessing}. Version {current} remains the {alias}. Use force to move the alias anyway.',
    'pt-BR':
      'A versão {version} de {model} não supera a referência: {metric} de {candidate} (intervalo de 95 % entre colchetes), contra {guessing} da referência. A versão {current} continua sendo o {alias}. Para promovê-la mesmo assim, use force.',
  },
  'gate-refused-synthetic': {
    status: 409,
    exit: 1,
    en: 'Version {version} of {model} was trained on synthetic data, and version {current}, the {alias}, on real data, so they cannot be compared. The alias is unchanged. Use force to move it anyway.',
    'pt-BR':
      'A versão {version} de {model} foi treinada com dados sintéticos, e a versão {current} ({alias}), com dados reais; não é possível compará-las. O {alias} não mudou. Para promovê-la mesmo assim, use force.',
  },
  'gate-refused-leaking': {
    status: 409,
    exit: 1,
    en: 'The metrics of version {version} of {model} leak (rows of one entity are on both sides of the split), and those of version {current}, the {alias}, do not, so they cannot be compared. The alias is unchanged. Train with the split by entity, or use force.',
    'pt-BR':
      'As métricas da versão {version} de {model} têm vazamento de dados (há linhas da mesma entidade nos dois lados da divisão), e as da versão {current} ({alias}), não; não é possível compará-las. O {alias} não mudou. Treine com a divisão por entidade ou use force.',
  },
  'gate-refused-classes': {
    status: 409,
    exit: 1,
    en: 'Version {version} of {model} predicts {seen}, and version {current}, the {alias}, predicts {allowed}, which callers expect. The alias is unchanged. Use force to move it anyway.',
    'pt-BR':
      'A versão {version} de {model} prevê {seen}, e a versão {current} ({alias}) prevê {allowed}, que é o que os clientes da API esperam. O {alias} não mudou. Para promovê-la mesmo assim, use force.',
  },
  'gate-no-evaluation': {
    status: 409,
    exit: 1,
    en: 'The evaluation of version {version} of {model} cannot be read, so it cannot be compared with the {alias}. The alias is unchanged. Use force to move it anyway.',
    'pt-BR':
      'A avaliação da versão {version} de {model} não pode ser lida, e não é possível fazer a comparação com o {alias}, que não mudou. Para promover a versão mesmo assim, use force.',
  },
  'weak-api-key': {
    status: 500,
    exit: 2,
    en: 'The API key from {source} is weak (a well-known sample, or under {length} characters), and {host} is reachable from other machines. Set API_KEY to a random text of at least 32 characters, or unset it to generate one.',
    'pt-BR':
      'A chave de API de {source} é fraca (um exemplo conhecido ou com menos de {length} caracteres), e {host} é acessível a partir de outras máquinas. Defina API_KEY com um texto aleatório de pelo menos 32 caracteres ou remova-a para que uma seja gerada.',
  },
  'key-not-found': {
    status: 404,
    exit: 1,
    en: 'The API key with the id "{id}" does not exist or is already revoked. Check the id in the list of keys.',
    'pt-BR': 'A chave de API com o id "{id}" não existe ou já foi revogada. Confira o id na lista de chaves.',
  },
  'key-expired-at-start': {
    status: 422,
    exit: 1,
    en: 'The expiry time of the key, {seen}, is in the past. Choose a future time, or omit it for a key that does not expire.',
    'pt-BR':
      'A validade da chave, {seen}, está no passado. Escolha um momento futuro ou omita-a para uma chave que não expira.',
  },
  'package-missing': {
    status: 500,
    exit: 1,
    en: '{setting} requires the package {package}, which is not installed. Run npm install {package}, or unset {setting}.',
    'pt-BR':
      '{setting} exige o pacote {package}, que não está instalado. Execute npm install {package} ou remova {setting}.',
  },
  'database-unavailable': {
    status: 503,
    exit: 1,
    en: '{place} is unavailable ({reason}). Operations that need it fail until it is back; all others continue. If it was never available, check DATABASE_URL.',
    'pt-BR':
      '{place} está indisponível ({reason}). As operações que dependem dele falham até ele voltar; as demais continuam. Se ele nunca esteve disponível, confira DATABASE_URL.',
  },
  'database-tables-missing': {
    status: 503,
    exit: 1,
    en: 'The tables of Lapidary are missing in {place} ({reason}): the database is empty, or its schema was dropped or replaced. Restore a backup of it, then restart Lapidary. To start with an empty database, only restart Lapidary, which creates the tables.',
    'pt-BR':
      'As tabelas do Lapidary não existem em {place} ({reason}): o banco está vazio, ou o esquema foi excluído ou trocado. Restaure um backup do banco e reinicie o Lapidary. Para começar com um banco vazio, apenas reinicie o Lapidary, que cria as tabelas.',
  },
  'database-read-only': {
    status: 503,
    exit: 1,
    en: '{place} is read-only ({reason}): it is a standby, or is set to read-only. Reads continue. Set DATABASE_URL to the primary, or make this server writable.',
    'pt-BR':
      '{place} está em modo somente leitura ({reason}): é uma réplica ou foi configurado assim. As leituras continuam. Aponte DATABASE_URL para o servidor primário ou libere a escrita neste servidor.',
  },
  'database-connections-exhausted': {
    status: 503,
    exit: 1,
    en: '{place} does not accept more connections ({reason}). Lapidary uses at most 10 for each replica and retries automatically. Raise max_connections of the server, or close other clients.',
    'pt-BR':
      '{place} não aceita mais conexões ({reason}). O Lapidary usa no máximo 10 por réplica e tenta novamente de forma automática. Aumente max_connections do servidor ou feche outros clientes.',
  },
  'mongo-unavailable': {
    status: 503,
    exit: 1,
    en: 'MongoDB at {place} is unavailable ({reason}). Predictions continue and are stored locally until it is back; queries of older ones fail. Check MONGO_URI and the server.',
    'pt-BR':
      'O MongoDB em {place} está indisponível ({reason}). As previsões continuam e ficam armazenadas localmente até ele voltar; consultas às mais antigas falham. Confira MONGO_URI e o servidor.',
  },
  'mongo-refused': {
    status: 503,
    exit: 1,
    en: 'MongoDB at {place} rejects the user of MONGO_URI ({reason}). Predictions are stored locally meanwhile. Correct the user, the password or its roles (readWrite is required), and authSource if the user belongs to another database.',
    'pt-BR':
      'O MongoDB em {place} recusa o usuário de MONGO_URI ({reason}). Enquanto isso, as previsões ficam armazenadas localmente. Corrija o usuário, a senha ou os papéis dele (é preciso readWrite), e authSource se o usuário for de outro banco.',
  },
  'log-incomplete': {
    status: 503,
    exit: 1,
    en: 'MongoDB is unavailable, so the list of predictions would be incomplete. Try again when it is back (see /v1/status).',
    'pt-BR':
      'O MongoDB está indisponível, e a lista de previsões ficaria incompleta. Tente novamente quando ele voltar (veja /v1/status).',
  },
  'store-silent': {
    status: 503,
    exit: 1,
    en: 'No response within {seconds} s. See the server log for details.',
    'pt-BR': 'Sem resposta em {seconds} s. Veja os detalhes no log do servidor.',
  },
} as const satisfies Record<string, ErrorKind>
