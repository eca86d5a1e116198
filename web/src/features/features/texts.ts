import type { TextTable } from '../../lib/i18n/texts.ts'

export const featuresTexts = {
  lead: {
    en: 'The feature views of this project, how recent their data is, and the stored values of one entity.',
    'pt-BR':
      'As visões de variáveis deste projeto, até quando vão os dados de cada uma e os valores guardados de uma entidade.',
  },
  none: { en: 'This project has no feature views.', 'pt-BR': 'Este projeto não tem visões de variáveis.' },
  store: { en: 'Feature store', 'pt-BR': 'Repositório de variáveis' },
  reachable: { en: 'Online', 'pt-BR': 'No ar' },
  unreachable: { en: 'Offline', 'pt-BR': 'Fora do ar' },
  unreachableHelp: {
    en: 'Predictions that do not need it still work. Those that need it fail with a clear error until it is back.',
    'pt-BR':
      'As previsões que não dependem dele continuam funcionando. As que dependem falham, com um erro claro, até que ele volte.',
  },
  views: { en: 'Feature views', 'pt-BR': 'Visões de variáveis' },
  view: { en: 'View', 'pt-BR': 'Visão' },
  key: { en: 'Key', 'pt-BR': 'Chave' },
  ttl: { en: 'Valid for', 'pt-BR': 'Validade' },
  forever: { en: 'No limit', 'pt-BR': 'Sem limite' },
  materialized: { en: 'Data up to', 'pt-BR': 'Dados até' },
  never: { en: 'No data yet', 'pt-BR': 'Ainda sem dados' },
  features: { en: 'Features', 'pt-BR': 'Variáveis' },
  lookup: { en: 'Look up an entity', 'pt-BR': 'Consultar uma entidade' },
  of: { en: 'Features of {entity}', 'pt-BR': 'Variáveis de {entity}' },
  unknown: {
    en: 'The feature store has no values for {entity}.',
    'pt-BR': 'O repositório de variáveis não tem valores de {entity}.',
  },
  notInView: { en: 'Not in this view.', 'pt-BR': 'Não está nesta visão.' },
  since: { en: 'From {when}, {age} old', 'pt-BR': 'De {when}, há {age}' },
  expired: { en: 'Expired', 'pt-BR': 'Vencidos' },
  expiredHelp: {
    en: 'These values are older than the view allows, so predictions do not use them.',
    'pt-BR': 'Estes valores são mais antigos do que a visão permite, por isso as previsões não os usam.',
  },
  feature: { en: 'Feature', 'pt-BR': 'Variável' },
  value: { en: 'Value', 'pt-BR': 'Valor' },
} as const satisfies TextTable
