import type { TextTable } from '../../lib/i18n/texts.ts'

export const modelTexts = {
  lead: {
    en: 'The quality of the model on new cases, its training data, and the version in use.',
    'pt-BR': 'A qualidade do modelo em casos novos, os dados de treinamento e a versão em uso.',
  },
  versionNumber: { en: 'Version {version}', 'pt-BR': 'Versão {version}' },
  noVersion: { en: 'Version {version} does not exist', 'pt-BR': 'A versão {version} não existe' },
  toChampion: { en: 'Go to the champion', 'pt-BR': 'Ir para o modelo campeão' },
  views: { en: 'Sections of the model page', 'pt-BR': 'Seções da página do modelo' },
  view: {
    quality: { en: 'Quality', 'pt-BR': 'Qualidade' },
    data: { en: 'Data', 'pt-BR': 'Dados' },
    card: { en: 'Model card', 'pt-BR': 'Ficha do modelo' },
    versions: { en: 'Versions', 'pt-BR': 'Versões' },
  },
  learner: { en: 'Learner', 'pt-BR': 'Algoritmo' },
  created: { en: 'Registered', 'pt-BR': 'Registrada em' },
  noCard: { en: 'This run has no model card.', 'pt-BR': 'Esta execução não tem ficha do modelo.' },
  leaking: {
    en: 'The data was split by row, so the training data has near copies of held-out rows. These metrics are too optimistic and do not apply to new cases.',
    'pt-BR':
      'Os dados foram divididos por linha, por isso o treinamento teve quase cópias das linhas reservadas. Estas métricas são otimistas demais e não valem para casos novos.',
  },
} as const satisfies TextTable

export const registryTexts = {
  help: {
    en: 'The champion is the version that serves all requests. Promoting a version or rolling back to the previous champion takes effect within a second.',
    'pt-BR':
      'O modelo campeão é a versão que atende todas as requisições. Promover uma versão ou reverter para o campeão anterior passa a valer em até um segundo.',
  },
  readOnly: {
    en: 'You need the permission “{scope}” to change the champion.',
    'pt-BR': 'Para trocar o modelo campeão, você precisa da permissão “{scope}”.',
  },
  action: { en: 'Change', 'pt-BR': 'Trocar' },
  promote: { en: 'Promote', 'pt-BR': 'Promover' },
  promoteVersion: { en: 'Promote version {version}', 'pt-BR': 'Promover a versão {version}' },
  promoteHelp: {
    en: 'Version {version} replaces version {champion} for everyone, within a second.',
    'pt-BR': 'A versão {version} substitui a versão {champion} para todos, em até um segundo.',
  },
  promoteFirst: {
    en: 'This version will serve all requests from now on.',
    'pt-BR': 'Esta versão vai atender todas as requisições de agora em diante.',
  },
  promoted: {
    en: 'Version {version} is now the champion.',
    'pt-BR': 'A versão {version} é agora o modelo campeão.',
  },
  refused: {
    en: 'This version did not pass the quality gate',
    'pt-BR': 'Esta versão não passou no controle de qualidade',
  },
  refusedHelp: {
    en: 'You can promote it anyway. The reason is stored in the history.',
    'pt-BR': 'Você pode promovê-la mesmo assim. O motivo fica registrado no histórico.',
  },
  force: { en: 'Promote anyway', 'pt-BR': 'Promover mesmo assim' },
  reasonHint: {
    en: 'Stored in the history of the champion.',
    'pt-BR': 'Fica registrado no histórico do modelo campeão.',
  },
  history: { en: 'Champion history', 'pt-BR': 'Histórico do modelo campeão' },
  before: { en: 'Previous', 'pt-BR': 'Anterior' },
  why: {
    first: { en: 'First version', 'pt-BR': 'Primeira versão' },
    paired: {
      en: 'No worse, row by row, on the same held-out rows',
      'pt-BR': 'Não é pior, linha a linha, nas mesmas linhas reservadas',
    },
    'same-rows': {
      en: 'No worse overall on the same held-out rows',
      'pt-BR': 'Não é pior, no total, nas mesmas linhas reservadas',
    },
    'other-rows': {
      en: 'No worse, but measured on other held-out rows',
      'pt-BR': 'Não é pior, mas foi medida em outras linhas reservadas',
    },
    'not-comparable': {
      en: 'Real data replaces synthetic data, or a correct split replaces one with data leakage',
      'pt-BR':
        'Dados reais substituem dados sintéticos, ou uma divisão correta substitui uma com vazamento de dados',
    },
    forced: { en: 'Promoted despite the quality gate', 'pt-BR': 'Promovida apesar do controle de qualidade' },
    'no-gate': {
      en: 'Not compared: no project trained the versions',
      'pt-BR': 'Sem comparação: as versões não foram treinadas por um projeto',
    },
    rollback: { en: 'Rolled back', 'pt-BR': 'Revertido' },
    removed: { en: 'Alias removed', 'pt-BR': 'Alias removido' },
    'version deleted': { en: 'Version deleted', 'pt-BR': 'Versão excluída' },
  },
  rollBack: { en: 'Roll back', 'pt-BR': 'Reverter' },
  rollBackHelp: {
    en: 'Version {champion} is replaced by the previous champion within a second.',
    'pt-BR': 'A versão {champion} é substituída pelo campeão anterior em até um segundo.',
  },
  rolledBack: {
    en: 'Rolled back: version {version} is now the champion.',
    'pt-BR': 'Revertido: a versão {version} é agora o modelo campeão.',
  },
} as const satisfies TextTable
