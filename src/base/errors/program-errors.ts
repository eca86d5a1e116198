import type { ErrorKind } from './error-kind.ts'

/** Commands, projects and starting a server. */
export const programErrors = {
  'unknown-command': {
    status: 400,
    exit: 2,
    en: 'The command "{seen}" does not exist. Commands: {known}.',
    'pt-BR': 'O comando "{seen}" não existe. Comandos: {known}.',
  },
  'wrong-use': { status: 400, exit: 2, en: '{problem} Usage: {usage}', 'pt-BR': '{problem} Uso: {usage}' },
  'unknown-learner': {
    status: 400,
    exit: 2,
    en: 'The learner "{seen}" does not exist. Learners: {known}.',
    'pt-BR': 'O algoritmo "{seen}" não existe. Algoritmos: {known}.',
  },
  'param-of-grid': {
    status: 422,
    exit: 2,
    en: '--param {seen} needs a learner, because the project searches a grid of several. Add --learner L, where L is one of {known}.',
    'pt-BR':
      '--param {seen} exige um algoritmo, porque o projeto busca em uma grade com vários. Acrescente --learner L, em que L é um de {known}.',
  },
  'no-grid': {
    status: 400,
    exit: 2,
    en: '--full-grid requires a project whose learner is gridSearch (in lapidary.config.ts), and cannot be combined with --learner or --param. Omit it.',
    'pt-BR':
      '--full-grid exige um projeto cujo algoritmo é gridSearch (em lapidary.config.ts) e não pode ser combinado com --learner nem --param. Omita-o.',
  },
  'unknown-param': {
    status: 400,
    exit: 2,
    en: '"{seen}" is not a parameter of {learner}. Write NAME=VALUE, where NAME is one of: {known}.',
    'pt-BR':
      '"{seen}" não é um parâmetro de {learner}. Escreva NOME=VALOR, em que NOME é um destes: {known}.',
  },
  'bad-param': {
    status: 400,
    exit: 2,
    en: '--param {name}={seen} is not valid for {learner}. {requirement}',
    'pt-BR': '--param {name}={seen} não é válido para {learner}. {requirement}',
  },
  'bad-setting': {
    status: 500,
    exit: 2,
    en: 'The setting {name} is "{seen}". It must be {expected}. {hint}',
    'pt-BR': 'A configuração {name} é "{seen}". O valor deve ser {expected}. {hint}',
  },
  'setting-given-twice': {
    status: 500,
    exit: 2,
    en: '{name} and {name}_FILE are both set. Only one of them is allowed. Unset the other, also in .env.',
    'pt-BR':
      '{name} e {name}_FILE estão definidas ao mesmo tempo. Só uma delas é permitida. Remova a outra, também do .env.',
  },
  'no-project': {
    status: 500,
    exit: 2,
    en: 'The folder {folder} does not contain lapidary.config.ts. Name the folder of a project, or create one: lapidary init FILE DIR',
    'pt-BR':
      'A pasta {folder} não contém lapidary.config.ts. Informe a pasta de um projeto ou crie um: lapidary init ARQUIVO PASTA',
  },
  'bad-project': {
    status: 500,
    exit: 1,
    en: 'The project {project} cannot be used: {problem}',
    'pt-BR': 'O projeto {project} não pode ser usado: {problem}',
  },
  'no-data': {
    status: 500,
    exit: 1,
    en: 'The project has no data: {folder} contains none of {files}, and the project has no generator. Add a file there, or use --data FILE.',
    'pt-BR':
      'O projeto não tem dados: {folder} não contém nenhum de {files}, e o projeto não tem gerador. Acrescente um arquivo ali ou use --data ARQUIVO.',
  },
  'definition-changed': {
    status: 503,
    exit: 1,
    en: 'The project definition differs from the one this model was trained with: the feature "{feature}" is {now}, and was {then} in training. Train again, or restore the definition.',
    'pt-BR':
      'A definição do projeto é diferente daquela com que este modelo foi treinado: a variável "{feature}" é {now}, e no treinamento era {then}. Treine novamente ou restaure a definição.',
  },
  'definition-replaced': {
    status: 503,
    exit: 1,
    en: 'The definition in {folder} has changed since this server started. Files are scored and features are materialized only with the definition that serves predictions. Restart the server, or restore the definition.',
    'pt-BR':
      'A definição em {folder} mudou desde que este servidor foi iniciado. Arquivos só são processados, e variáveis só são materializadas, com a definição usada nas previsões. Reinicie o servidor ou restaure a definição.',
  },
  'model-wrong-answer': {
    status: 503,
    exit: 1,
    en: 'The model predicts {now} for its own example, and predicted {then} when it was trained. Both must be equal. Roll back to another version, or train again.',
    'pt-BR':
      'O modelo prevê {now} para o seu próprio exemplo, e previa {then} quando foi treinado. Os dois valores devem ser iguais. Reverta para outra versão ou treine novamente.',
  },
  'no-champion': {
    status: 503,
    exit: 1,
    en: 'No version of {model} has the alias "champion". Train one: lapidary train PROJECT',
    'pt-BR': 'O modelo {model} ainda não tem uma versão campeã. Treine uma: lapidary train PROJETO',
  },
  'champion-not-loadable': {
    status: 503,
    exit: 1,
    en: 'Version {version} of {model}, the champion, cannot be served, nor can an earlier champion: {reason} Promote a version that loads (lapidary models PROJECT promote VERSION), or train again.',
    'pt-BR':
      'A versão {version} de {model}, que é a campeã, não pode ser servida, nem uma campeã anterior: {reason} Promova uma versão que possa ser carregada (lapidary models PROJETO promote VERSÃO) ou treine novamente.',
  },
  'port-taken': {
    status: 500,
    exit: 1,
    en: 'Port {port} of {host} is in use by another program, perhaps another Lapidary. Stop it, or choose another port: PORT=8001',
    'pt-BR':
      'A porta {port} de {host} está em uso por outro programa, talvez outro Lapidary. Encerre-o ou escolha outra porta: PORT=8001',
  },
  'cannot-listen': {
    status: 500,
    exit: 1,
    en: 'The server cannot listen on port {port} of {host} ({reason}). Set PORT to a port above 1023, and HOST to an address of this machine.',
    'pt-BR':
      'O servidor não consegue escutar na porta {port} de {host} ({reason}). Defina PORT com uma porta acima de 1023 e HOST com um endereço desta máquina.',
  },
  unhealthy: {
    status: 500,
    exit: 1,
    en: 'These checks fail: {failed}. Follow the advice in the lines above.',
    'pt-BR': 'Estas verificações falham: {failed}. Siga a orientação das linhas acima.',
  },
  interrupted: {
    status: 503,
    exit: 130,
    en: 'The command was interrupted. Nothing was registered, and earlier results are unchanged. Run it again to finish.',
    'pt-BR':
      'O comando foi interrompido. Nada foi registrado, e os resultados anteriores continuam intactos. Execute-o novamente para concluir.',
  },
  internal: {
    status: 500,
    exit: 1,
    en: 'An internal error occurred. Look up the id {id} in the server log for details.',
    'pt-BR': 'Ocorreu um erro interno. Procure o id {id} no log do servidor para ver os detalhes.',
  },
} as const satisfies Record<string, ErrorKind>
