import type { TextTable } from '../lib/i18n/texts.ts'

export const callerTexts = {
  'command line': { en: 'command line', 'pt-BR': 'linha de comando' },
  'lapidary train': { en: 'training', 'pt-BR': 'treinamento' },
  unknown: { en: 'unknown', 'pt-BR': 'desconhecido' },
} as const satisfies TextTable
