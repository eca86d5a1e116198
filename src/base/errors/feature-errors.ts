import type { ErrorKind } from './error-kind.ts'

/** Errors of the feature store, its requests and its sources. */
export const featureErrors = {
  'online-store-unavailable': {
    status: 503,
    exit: 1,
    en: 'The online feature store ({store}) does not respond ({reason}), and this operation requires it. The connection is retried automatically. If it stays down, check that the store runs and that REDIS_URL is correct.',
    'pt-BR':
      'O repositório online de variáveis ({store}) não responde ({reason}), e esta operação depende dele. A conexão é refeita automaticamente. Se ele continuar fora do ar, verifique se está em execução e se REDIS_URL está correta.',
  },
  'online-store-garbage': {
    status: 503,
    exit: 1,
    en: 'The online feature store ({store}) holds an invalid value for the view "{view}" ({reason}). Another program may have written it. Materialize the view again, or use a separate Redis for this project.',
    'pt-BR':
      'O repositório online de variáveis ({store}) contém um valor inválido na visão "{view}" ({reason}). Outro programa pode tê-lo gravado. Materialize a visão novamente ou use um Redis separado para este projeto.',
  },
  'unknown-feature-view': {
    status: 404,
    exit: 2,
    en: 'The feature view "{view}" does not exist. Feature views of this project: {known}.',
    'pt-BR': 'A visão de variáveis "{view}" não existe. Visões de variáveis deste projeto: {known}.',
  },
  'unknown-feature': {
    status: 404,
    exit: 2,
    en: 'The feature view "{view}" does not have the feature "{feature}". Its features: {known}.',
    'pt-BR': 'A visão de variáveis "{view}" não tem a variável "{feature}". Variáveis dela: {known}.',
  },
  'no-feature-views': {
    status: 404,
    exit: 2,
    en: 'The project "{project}" has no feature views. Declare them in "featureViews" of lapidary.config.ts.',
    'pt-BR':
      'O projeto "{project}" não tem visões de variáveis. Declare-as em "featureViews" de lapidary.config.ts.',
  },
  'bad-feature-name': {
    status: 422,
    exit: 2,
    en: '"{seen}" is not the name of a feature. Write "view:feature". Feature views of this project: {known}.',
    'pt-BR':
      '"{seen}" não é nome de variável. Escreva "visão:variável". Visões de variáveis deste projeto: {known}.',
  },
  'feature-names-collide': {
    status: 422,
    exit: 2,
    en: 'Two of the requested features have the name "{name}". Names must be unique. Request each feature once, and set "full_feature_names": true if they belong to two views.',
    'pt-BR':
      'Duas das variáveis solicitadas têm o nome "{name}". Os nomes devem ser únicos. Solicite cada variável uma só vez e use "full_feature_names": true se forem de duas visões.',
  },
  'no-feature-service': {
    status: 404,
    exit: 2,
    en: 'The feature service "{seen}" does not exist, and this project has none. List the features in "features", such as "{example}".',
    'pt-BR':
      'O serviço de variáveis "{seen}" não existe, e este projeto não tem nenhum. Liste as variáveis em "features", como "{example}".',
  },
  'bad-entities': {
    status: 422,
    exit: 2,
    en: '"entities" has {seen}. It must have one list of 1 to {limit} keys with the name "{key}".',
    'pt-BR': '"entities" tem {seen}. O correto é uma lista de 1 a {limit} chaves com o nome "{key}".',
  },
  'bad-push': {
    status: 422,
    exit: 2,
    en: 'The columns pushed to the feature view "{view}" are not valid: {seen} (- missing, + unknown; numbers are lengths). Send the columns {expected}, each as a list of the same 1 to {limit} rows.',
    'pt-BR':
      'As colunas enviadas à visão de variáveis "{view}" não são válidas: {seen} (- falta, + desconhecida; números são tamanhos). Envie as colunas {expected}, cada uma como uma lista das mesmas 1 a {limit} linhas.',
  },
  'bad-push-time': {
    status: 422,
    exit: 2,
    en: 'Row {row} of the data pushed to the feature view "{view}" has {seen} in "{column}". It must be a time such as "2026-01-31T12:00:00Z".',
    'pt-BR':
      'A linha {row} dos dados enviados à visão de variáveis "{view}" tem {seen} em "{column}". O valor deve ser uma data com horário, como "2026-01-31T12:00:00Z".',
  },
  'push-from-future': {
    status: 422,
    exit: 2,
    en: 'Row {row} of the data pushed to the feature view "{view}" has {seen} in "{column}", which is in the future (server time: {now}). A time may be at most 5 minutes ahead of the server clock. Send the time from which the values are valid, and check the clock of the sender.',
    'pt-BR':
      'A linha {row} dos dados enviados à visão de variáveis "{view}" tem {seen} em "{column}", que está no futuro (horário do servidor: {now}). Um horário pode estar no máximo 5 minutos à frente do relógio do servidor. Envie o horário a partir do qual os valores valem e verifique o relógio do remetente.',
  },
  'materialize-running': {
    status: 409,
    exit: 1,
    en: 'Another materialization of features is in progress. Only one may run at a time. Try again when it is complete.',
    'pt-BR':
      'Outra materialização de variáveis está em andamento. Só uma pode ser executada por vez. Tente novamente quando ela terminar.',
  },
  'bad-feature-value': {
    status: 422,
    exit: 1,
    en: 'The feature "{feature}" of the view "{view}" has the value {seen}. Allowed: {expected}, or null. Correct it.',
    'pt-BR':
      'A variável "{feature}" da visão "{view}" tem o valor {seen}. Permitido: {expected} ou null. Corrija-o.',
  },
  'bad-entity-key': {
    status: 422,
    exit: 2,
    en: 'The key "{key}" of the feature view "{view}" has the value {seen}. Allowed: {expected}. Correct it.',
    'pt-BR':
      'A chave "{key}" da visão de variáveis "{view}" tem o valor {seen}. Permitido: {expected}. Corrija-o.',
  },
  'no-feature-file': {
    status: 500,
    exit: 1,
    en: 'The feature view "{view}" has no source: {folder} contains none of {files}. Add a file there, or correct the view in lapidary.config.ts.',
    'pt-BR':
      'A visão de variáveis "{view}" não tem fonte: {folder} não contém nenhum de {files}. Acrescente um arquivo ali ou corrija a visão em lapidary.config.ts.',
  },
  'feature-source-columns': {
    status: 500,
    exit: 1,
    en: 'The source of the feature view "{view}" ({source}) does not have these columns: {missing}. Columns: {columns}.{nearest} Restore the columns, or correct the view in lapidary.config.ts.',
    'pt-BR':
      'Faltam estas colunas na fonte da visão de variáveis "{view}" ({source}): {missing}. Colunas: {columns}.{nearest} Reponha as colunas ou corrija a visão em lapidary.config.ts.',
  },
  'feature-source-failed': {
    status: 500,
    exit: 1,
    en: 'The source of the feature view "{view}" ({source}) cannot be read: {reason}. Check that it is complete, and that the view declares the correct column types.',
    'pt-BR':
      'Não é possível ler a fonte da visão de variáveis "{view}" ({source}): {reason}. Verifique se ela está completa e se a visão declara os tipos corretos das colunas.',
  },
  'feature-leak': {
    status: 500,
    exit: 1,
    en: 'The feature view "{view}" leaks: a row with {time} "{own}" would receive values of "{given}", which is the same time or later. Only earlier values are allowed. Make "at" in the view later than decidedAt of the same row.',
    'pt-BR':
      'A visão de variáveis "{view}" tem vazamento: uma linha com {time} "{own}" receberia valores de "{given}", que é o mesmo momento ou posterior. Só são permitidos valores anteriores. Na visão, defina "at" com um momento posterior ao decidedAt da mesma linha.',
  },
  'bad-materialize-window': {
    status: 422,
    exit: 2,
    en: 'The window from {from} to {to} is not valid. Both must be ISO 8601 times, and the start must not be after the end. Correct them.',
    'pt-BR':
      'O período de {from} a {to} não é válido. Ambos devem ser datas com horário no formato ISO 8601, e o início não pode ser posterior ao fim. Corrija-os.',
  },
  'materialized-later': {
    status: 409,
    exit: 1,
    en: 'The feature view "{view}" is already materialized until {until}, which is after {to}. Materialize to a later time. If the clock of this machine is behind, correct it; otherwise materialize the view from the beginning.',
    'pt-BR':
      'A visão de variáveis "{view}" já está materializada até {until}, depois de {to}. Materialize até um momento posterior. Se o relógio desta máquina estiver atrasado, acerte-o; senão, materialize a visão desde o início.',
  },
  'long-history': {
    status: 422,
    exit: 2,
    en: 'The file has {count} rows of one entity. At most {limit} are allowed, because each row is scored with all earlier ones. Split the file by time.',
    'pt-BR':
      'O arquivo tem {count} linhas de uma mesma entidade. O máximo é {limit}, pois cada linha é processada com todas as anteriores. Divida o arquivo por período.',
  },
  'features-not-materialized': {
    status: 503,
    exit: 1,
    en: 'The model is registered and can be served, but the online features are not materialized: {reason} Until they are, predictions treat stored columns as missing. Run: lapidary features {folder} materialize',
    'pt-BR':
      'O modelo está registrado e pode ser servido, mas as variáveis online não foram materializadas: {reason} Até lá, as previsões tratam as colunas armazenadas como ausentes. Execute: lapidary features {folder} materialize',
  },
  'materialization-stopped': {
    status: 503,
    exit: 130,
    en: 'The materialization was interrupted.',
    'pt-BR': 'A materialização foi interrompida.',
  },
} as const satisfies Record<string, ErrorKind>
