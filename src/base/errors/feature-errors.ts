import type { ErrorKind } from './error-kind.ts'

/** The feature store: what is asked of it, what it is given, and whether it answers. */
export const featureErrors = {
  'online-store-unavailable': {
    status: 503,
    exit: 1,
    en: 'The online feature store ({store}) does not answer ({reason}), and this needs it. It is tried again by itself; if it stays away, check that it runs and that REDIS_URL is right.',
    'pt-BR':
      'O repositório online de variáveis ({store}) não responde ({reason}), e isto precisa dele. Novas tentativas são automáticas; se ele continuar fora, verifique se está em execução e se REDIS_URL está certo.',
  },
  'online-store-garbage': {
    status: 503,
    exit: 1,
    en: 'The online feature store ({store}) holds something for the view "{view}" that is no value of it ({reason}). Another program may have written there: materialize the view again, or give this project a Redis of its own.',
    'pt-BR':
      'O repositório online de variáveis ({store}) guarda, na visão "{view}", algo que não é um valor dela ({reason}). Outro programa pode ter escrito ali: materialize a visão de novo ou dê a este projeto um Redis próprio.',
  },
  'unknown-feature-view': {
    status: 404,
    exit: 2,
    en: 'There is no feature view "{view}". This project has: {known}.',
    'pt-BR': 'Não existe a visão de variáveis "{view}". Este projeto tem: {known}.',
  },
  'unknown-feature': {
    status: 404,
    exit: 2,
    en: 'The feature view "{view}" has no feature "{feature}". It has: {known}.',
    'pt-BR': 'A visão de variáveis "{view}" não tem a variável "{feature}". Ela tem: {known}.',
  },
  'no-feature-views': {
    status: 404,
    exit: 2,
    en: 'The project "{project}" has no feature views. Declare some in "featureViews" of lapidary.config.ts.',
    'pt-BR': 'O projeto "{project}" não tem visões de variáveis. Declare-as em "featureViews" do lapidary.config.ts.',
  },
  'bad-feature-name': {
    status: 422,
    exit: 2,
    en: 'Features are named "view:feature"; "{seen}" is not. This project has: {known}.',
    'pt-BR': 'As variáveis são nomeadas "visão:variável"; "{seen}" não é. Este projeto tem: {known}.',
  },
  'feature-names-collide': {
    status: 422,
    exit: 2,
    en: 'Two of the features asked for are named "{name}". Ask for each once, with "full_feature_names": true if they are of two views.',
    'pt-BR':
      'Duas das variáveis pedidas se chamam "{name}". Peça cada uma só uma vez, com "full_feature_names": true se forem de duas visões.',
  },
  'no-feature-service': {
    status: 404,
    exit: 2,
    en: 'There is no feature service "{seen}": this project has none. Name the features in "features", such as "{example}".',
    'pt-BR':
      'Não existe o serviço de variáveis "{seen}": este projeto não tem nenhum. Nomeie as variáveis em "features", como "{example}".',
  },
  'bad-entities': {
    status: 422,
    exit: 2,
    en: '"entities" must hold one list of 1 to {most} keys, named "{key}"; it holds {seen}.',
    'pt-BR': '"entities" deve ter uma lista de 1 a {most} chaves, com o nome "{key}"; ele tem {seen}.',
  },
  'bad-push': {
    status: 422,
    exit: 2,
    en: 'What is pushed to the feature view "{view}" must have the columns {expected}, each a list of the same 1 to {most} rows; {seen}.',
    'pt-BR':
      'O que se envia à visão de variáveis "{view}" deve ter as colunas {expected}, cada uma com uma lista das mesmas 1 a {most} linhas; {seen}.',
  },
  'bad-push-time': {
    status: 422,
    exit: 2,
    en: 'The row {row} pushed to the feature view "{view}" has {seen} in "{column}", but it must be a time such as "2026-01-31T12:00:00Z".',
    'pt-BR':
      'A linha {row} enviada à visão de variáveis "{view}" tem {seen} em "{column}", mas deve ser um horário como "2026-01-31T12:00:00Z".',
  },
  'push-from-future': {
    status: 422,
    exit: 2,
    en: 'The row {row} pushed to the feature view "{view}" has {seen} in "{column}", which is in the future: it is {now}. A time may be at most 5 minutes ahead of the server\'s clock. Send the time since when the values hold, and check the clock of the sender.',
    'pt-BR':
      'A linha {row} enviada à visão de variáveis "{view}" tem {seen} em "{column}", que está no futuro: agora são {now}. Um horário pode estar no máximo 5 minutos à frente do relógio do servidor. Envie o horário desde quando os valores valem e verifique o relógio de quem envia.',
  },
  'materialize-running': {
    status: 409,
    exit: 1,
    en: 'Features are being materialized already. Wait until that is done, then try again.',
    'pt-BR': 'As variáveis já estão sendo materializadas. Espere terminar e tente de novo.',
  },
  'bad-feature-value': {
    status: 422,
    exit: 1,
    en: 'The feature "{feature}" of the view "{view}" takes {expected}, or null; {seen} was given.',
    'pt-BR': 'A variável "{feature}" da visão "{view}" aceita {expected}, ou null; foi dado {seen}.',
  },
  'bad-entity-key': {
    status: 422,
    exit: 2,
    en: 'The key "{key}" of the feature view "{view}" takes {expected}; {seen} was given.',
    'pt-BR': 'A chave "{key}" da visão de variáveis "{view}" aceita {expected}; foi dado {seen}.',
  },
  'no-feature-file': {
    status: 500,
    exit: 1,
    en: 'The feature view "{view}" has no source: none of {files} is in {folder}. Put a file there, or correct the view in lapidary.config.ts.',
    'pt-BR':
      'A visão de variáveis "{view}" não tem fonte: nenhum de {files} está em {folder}. Ponha um arquivo lá ou corrija a visão em lapidary.config.ts.',
  },
  'feature-source-columns': {
    status: 500,
    exit: 1,
    en: 'The source of the feature view "{view}" ({source}) lacks these columns: {missing}. It has: {columns}.{nearest} Bring them back, or correct the view in lapidary.config.ts.',
    'pt-BR':
      'Faltam estas colunas na fonte da visão de variáveis "{view}" ({source}): {missing}. Ela tem: {columns}.{nearest} Reponha-as ou corrija a visão em lapidary.config.ts.',
  },
  'feature-source-failed': {
    status: 500,
    exit: 1,
    en: 'The source of the feature view "{view}" ({source}) could not be read: {reason}. Check that it is complete, and that the view gives its columns the right types.',
    'pt-BR':
      'A fonte da visão de variáveis "{view}" ({source}) não pôde ser lida: {reason}. Verifique se ela está completa e se a visão dá os tipos certos às colunas.',
  },
  'feature-leak': {
    status: 500,
    exit: 1,
    en: 'The feature view "{view}" leaks: a row whose {time} is "{own}" would get values that stand for "{given}", its own moment or a later one. Let "at" in the view be later than decidedAt of the same row.',
    'pt-BR':
      'A visão de variáveis "{view}" tem vazamento: uma linha com {time} = "{own}" receberia valores que representam "{given}", o próprio momento ou um posterior. Faça "at", na visão, ser posterior ao decidedAt da mesma linha.',
  },
  'bad-materialize-window': {
    status: 422,
    exit: 2,
    en: 'Features are materialized from {from} to {to}, but the start must not be after the end, and both must be times (ISO 8601).',
    'pt-BR':
      'As variáveis seriam materializadas de {from} a {to}, mas o início não pode ser posterior ao fim, e ambos devem ser horários (ISO 8601).',
  },
  'materialized-later': {
    status: 409,
    exit: 1,
    en: 'The feature view "{view}" was materialized until {until} already, which is after {to}. If the clock of this machine was set back, set it right; or materialize the view from the beginning.',
    'pt-BR':
      'A visão de variáveis "{view}" já foi materializada até {until}, depois de {to}. Se o relógio desta máquina foi atrasado, acerte-o; ou materialize a visão desde o início.',
  },
  'long-history': {
    status: 422,
    exit: 2,
    en: 'The file has {count} rows of one and the same entity. At most {limit} are scored together, as each is seen beside all those before it. Split the file by time.',
    'pt-BR':
      'O arquivo tem {count} linhas de uma mesma entidade. No máximo {limit} são pontuadas juntas, pois cada uma é vista ao lado de todas as anteriores. Divida o arquivo por período.',
  },
  'features-not-materialized': {
    status: 503,
    exit: 1,
    en: 'The model is registered and can be served, but the online features were not filled: {reason} Until they are, predictions count stored columns as missing. Run: lapidary features {folder} materialize',
    'pt-BR':
      'O modelo está registrado e pode ser servido, mas as variáveis online não foram preenchidas: {reason} Até lá, as predições tratam as colunas armazenadas como ausentes. Execute: lapidary features {folder} materialize',
  },
  'materialization-stopped': {
    status: 503,
    exit: 130,
    en: 'it was interrupted.',
    'pt-BR': 'houve uma interrupção.',
  },
} as const satisfies Record<string, ErrorKind>
