import type { TextTable } from '../../lib/i18n/texts.ts'

export const modelsTexts = {
  lead: {
    en: 'The registered models, with their newest version and the versions that their aliases name.',
    'pt-BR': 'Os modelos registrados, com a versão mais recente e as versões que os aliases indicam.',
  },
  none: { en: 'There are no models yet.', 'pt-BR': 'Ainda não há modelos.' },
  latest: { en: 'Newest version', 'pt-BR': 'Versão mais recente' },
  aliases: { en: 'Aliases', 'pt-BR': 'Aliases' },
  created: { en: 'Created', 'pt-BR': 'Criado' },
  alias: { en: '{alias}: version {version}', 'pt-BR': '{alias}: versão {version}' },
} as const satisfies TextTable
