import type { TextTable } from '../../lib/i18n/texts.ts'

export const runTexts = {
  all: { en: 'All runs', 'pt-BR': 'Todas as execuções' },
  experiment: { en: 'Experiment', 'pt-BR': 'Experimento' },
  id: { en: 'Run ID', 'pt-BR': 'ID da execução' },
  params: { en: 'Parameters', 'pt-BR': 'Parâmetros' },
  metrics: { en: 'Metrics', 'pt-BR': 'Métricas' },
  tags: { en: 'Tags', 'pt-BR': 'Etiquetas' },
  artifacts: { en: 'Artifacts', 'pt-BR': 'Arquivos da execução' },
} as const satisfies TextTable
