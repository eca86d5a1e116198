import type { TextTable } from '../lib/i18n/texts.ts'

export const commonTexts = {
  loading: { en: 'Loading…', 'pt-BR': 'Carregando…' },
  retry: { en: 'Try again', 'pt-BR': 'Tentar de novo' },
  cancel: { en: 'Cancel', 'pt-BR': 'Cancelar' },
  none: { en: 'None', 'pt-BR': 'Nenhum' },
  noChampion: { en: 'There is no champion model yet', 'pt-BR': 'Ainda não há modelo campeão' },
  noChampionHelp: {
    en: 'Train a model with the command “lapidary train”. It appears here as soon as it is the champion.',
    'pt-BR':
      'Treine um modelo com o comando “lapidary train”. Ele aparece aqui assim que for o modelo campeão.',
  },
  version: { en: '{model}, version {version}', 'pt-BR': '{model}, versão {version}' },
  rowsSynthetic: {
    en: '{rows|row|rows} of synthetic data',
    'pt-BR': '{rows|linha|linhas} de dados sintéticos',
  },
  rowsReal: { en: '{rows|row|rows} of real data', 'pt-BR': '{rows|linha|linhas} de dados reais' },
  model: { en: 'Model', 'pt-BR': 'Modelo' },
  trained: { en: 'Trained', 'pt-BR': 'Treinado em' },
  trainedOn: { en: 'Trained on', 'pt-BR': 'Treinado com' },
  when: { en: 'When', 'pt-BR': 'Quando' },
  reason: { en: 'Reason', 'pt-BR': 'Motivo' },
  versionLabel: { en: 'Version', 'pt-BR': 'Versão' },
  champion: { en: 'Champion', 'pt-BR': 'Modelo campeão' },
  class: { en: 'Class', 'pt-BR': 'Classe' },
  rows: { en: 'Rows', 'pt-BR': 'Linhas' },
  chartValues: { en: 'Show the values', 'pt-BR': 'Mostrar os valores' },
  show: { en: 'Show', 'pt-BR': 'Mostrar' },
  name: { en: 'Name', 'pt-BR': 'Nome' },
  yes: { en: 'Yes', 'pt-BR': 'Sim' },
  no: { en: 'No', 'pt-BR': 'Não' },
  change: { en: 'Change', 'pt-BR': 'Trocar' },
  copy: { en: 'Copy', 'pt-BR': 'Copiar' },
  copied: { en: 'Copied.', 'pt-BR': 'Copiado.' },
  done: { en: 'Done', 'pt-BR': 'Concluir' },
  state: { en: 'State', 'pt-BR': 'Situação' },
  never: { en: 'Never', 'pt-BR': 'Nunca' },
  actions: { en: 'Actions', 'pt-BR': 'Ações' },
  who: { en: 'Who', 'pt-BR': 'Quem' },
  noChanges: { en: 'No changes yet.', 'pt-BR': 'Nenhuma alteração até agora.' },
  probabilityOf: { en: 'Probability of “{class}”', 'pt-BR': 'Probabilidade de “{class}”' },
  run: { en: 'Run', 'pt-BR': 'Execução' },
  started: { en: 'Started', 'pt-BR': 'Início' },
  duration: { en: 'Duration', 'pt-BR': 'Duração' },
} as const satisfies TextTable

export const runStatusTexts = {
  scheduled: { en: 'Scheduled', 'pt-BR': 'Agendada' },
  running: { en: 'Running', 'pt-BR': 'Em andamento' },
  finished: { en: 'Finished', 'pt-BR': 'Concluída' },
  failed: { en: 'Failed', 'pt-BR': 'Falhou' },
  interrupted: { en: 'Interrupted', 'pt-BR': 'Interrompida' },
} as const satisfies TextTable

export const learnerTexts = {
  'random-forest': { en: 'Random forest', 'pt-BR': 'Floresta aleatória' },
  'logistic-regression': { en: 'Logistic regression', 'pt-BR': 'Regressão logística' },
  'multilayer-perceptron': { en: 'Multilayer perceptron', 'pt-BR': 'Perceptron multicamadas' },
} as const satisfies TextTable

export const problemTexts = {
  title: { en: 'Something went wrong', 'pt-BR': 'Algo deu errado' },
  network: {
    en: 'Cannot connect to the server. Check that it is running and that this computer has network access to it.',
    'pt-BR':
      'Não foi possível conectar ao servidor. Verifique se ele está no ar e se este computador tem acesso a ele pela rede.',
  },
  wait: { en: 'Try again in {seconds} s.', 'pt-BR': 'Tente de novo em {seconds} s.' },
} as const satisfies TextTable

export const badgeTexts = {
  synthetic: { en: 'Synthetic data', 'pt-BR': 'Dados sintéticos' },
  leaking: { en: 'Data leakage', 'pt-BR': 'Vazamento de dados' },
  guessing: { en: 'No better than guessing', 'pt-BR': 'Não supera a referência' },
} as const satisfies TextTable

export const leaveTexts = {
  title: { en: 'Leave this page?', 'pt-BR': 'Sair desta página?' },
  upload: {
    en: 'A file is being scored. If you leave, scoring stops; rows that are already scored stay in the prediction log.',
    'pt-BR':
      'As previsões de um arquivo estão em andamento. Se você sair, elas param; as que já foram feitas ficam no registro de previsões.',
  },
  go: { en: 'Stop and leave', 'pt-BR': 'Parar e sair' },
  stay: { en: 'Stay on this page', 'pt-BR': 'Ficar nesta página' },
} as const satisfies TextTable

export const championNoteTexts = {
  title: {
    en: 'Version {version}, the champion, cannot be loaded; version {served} is served instead',
    'pt-BR':
      'A versão {version}, que é o modelo campeão, não pode ser carregada; a versão {served} está em uso no lugar dela',
  },
  titleNone: {
    en: 'Version {version}, the champion, cannot be loaded: predictions are rejected',
    'pt-BR': 'A versão {version}, que é o modelo campeão, não pode ser carregada: as previsões são recusadas',
  },
  help: {
    en: 'Promote a version that can be loaded, roll back, or train again.',
    'pt-BR': 'Promova uma versão que possa ser carregada, reverta para a anterior ou treine de novo.',
  },
} as const satisfies TextTable
