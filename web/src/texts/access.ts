import type { TextTable } from '../lib/i18n/texts.ts'

export const scopeTexts = {
  predict: {
    name: { en: 'Predict', 'pt-BR': 'Prever' },
    help: { en: 'Request predictions and record outcomes.', 'pt-BR': 'Pedir previsões e registrar desfechos.' },
  },
  read: {
    name: { en: 'Read', 'pt-BR': 'Consultar' },
    help: {
      en: 'See models, runs, data, features and the prediction log.',
      'pt-BR': 'Ver modelos, execuções, dados, variáveis e o registro de previsões.',
    },
  },
  operate: {
    name: { en: 'Operate', 'pt-BR': 'Operar' },
    help: { en: 'Change the champion and the threshold.', 'pt-BR': 'Trocar o modelo campeão e o limiar.' },
  },
  admin: {
    name: { en: 'Administer', 'pt-BR': 'Administrar' },
    help: {
      en: 'Everything, including managing users and erasing a person’s data.',
      'pt-BR': 'Tudo, inclusive gerenciar usuários e excluir os dados de uma pessoa.',
    },
  },
} as const satisfies TextTable

export const callerTexts = {
  'command line': { en: 'command line', 'pt-BR': 'linha de comando' },
  'lapidary train': { en: 'training', 'pt-BR': 'treinamento' },
  unknown: { en: 'unknown', 'pt-BR': 'desconhecido' },
} as const satisfies TextTable
