import type { ErrorKind } from './error-kind.ts'

/** Commands, projects and starting a server. */
export const programErrors = {
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
  'param-of-grid': {
    status: 422,
    exit: 2,
    en: 'The project searches a grid, where {seen} stands for no single value. Name the learner as well: --learner L --param {seen}, with L one of {known}.',
    'pt-BR':
      'O projeto busca em uma grade, em que {seen} não é um valor único. Diga também o algoritmo: --learner L --param {seen}, com L um de {known}.',
  },
  'no-grid': {
    status: 400,
    exit: 2,
    en: '--full-grid is for a project whose learner searches a grid (gridSearch in lapidary.config.ts), without --learner and --param.',
    'pt-BR':
      '--full-grid vale para um projeto cujo algoritmo busca numa grade (gridSearch em lapidary.config.ts), sem --learner nem --param.',
  },
  'unknown-param': {
    status: 400,
    exit: 2,
    en: '"{seen}" is no parameter of {learner}. Write NAME=VALUE with one of: {known}.',
    'pt-BR': '"{seen}" não é parâmetro de {learner}. Escreva NOME=VALOR com um destes: {known}.',
  },
  'bad-param': {
    status: 400,
    exit: 2,
    en: '--param {name}={seen} is not valid for {learner}. {requirement}',
    'pt-BR': '--param {name}={seen} não vale para {learner}. {requirement}',
  },
  'bad-setting': {
    status: 500,
    exit: 2,
    en: '{name} is "{seen}", but it must be {expected}. {hint}',
    'pt-BR': '{name} é "{seen}", mas deve ser {expected}. {hint}',
  },
  'setting-given-twice': {
    status: 500,
    exit: 2,
    en: '{name} and {name}_FILE are both set. Keep the one you mean and unset the other; .env counts too.',
    'pt-BR':
      '{name} e {name}_FILE estão definidas ao mesmo tempo. Mantenha a que você quer usar e remova a outra; o .env também conta.',
  },
  'no-project': {
    status: 500,
    exit: 2,
    en: 'There is no lapidary.config.ts in {folder}. Name the folder of a project, or make one: lapidary init FILE DIR',
    'pt-BR': 'Não há lapidary.config.ts em {folder}. Informe a pasta de um projeto ou crie um: lapidary init ARQUIVO PASTA',
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
  'definition-replaced': {
    status: 503,
    exit: 1,
    en: 'The definition in {folder} is no longer the one that this server loaded when it started. Files are scored and features are materialized only by the definition that requests are predicted with. Restart the server, or restore the definition.',
    'pt-BR':
      'A definição em {folder} não é mais a que este servidor carregou ao iniciar. Arquivos só são processados, e atributos só são materializados, com a mesma definição usada nas requisições. Reinicie o servidor ou restaure a definição.',
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
  'champion-not-loadable': {
    status: 503,
    exit: 1,
    en: 'Version {version} of {model}, which is the champion, cannot be served, and no earlier champion can: {reason} Promote a version that loads (lapidary models PROJECT promote VERSION), or train again.',
    'pt-BR':
      'A versão {version} de {model}, a campeã, não pode ser servida, e nenhuma campeã anterior pode: {reason} Promova uma versão que possa ser carregada (lapidary models PROJETO promote VERSÃO) ou treine de novo.',
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
  internal: {
    status: 500,
    exit: 1,
    en: 'Something failed inside Lapidary. The log has the details under id {id}.',
    'pt-BR': 'Algo falhou dentro do Lapidary. O registro tem os detalhes com o id {id}.',
  },
} as const satisfies Record<string, ErrorKind>
