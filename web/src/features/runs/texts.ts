import type { TextTable } from '../../lib/i18n/texts.ts'

export const runsTexts = {
  lead: {
    en: 'All training runs, with their parameters and metrics. Parameters that are the same in every run are not shown.',
    'pt-BR':
      'Todas as execuções de treinamento, com parâmetros e métricas. Parâmetros iguais em todas as execuções não aparecem.',
  },
  none: { en: 'There are no runs yet.', 'pt-BR': 'Ainda não há execuções.' },
  more: { en: 'Show older runs', 'pt-BR': 'Mostrar execuções mais antigas' },
} as const satisfies TextTable
