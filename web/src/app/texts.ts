import type { TextTable } from '../lib/i18n/texts.ts'

export const shellTexts = {
  signedInAs: { en: 'Signed in as {name}', 'pt-BR': 'Você entrou como {name}' },
  signOut: { en: 'Sign out', 'pt-BR': 'Sair' },
  skip: { en: 'Skip to content', 'pt-BR': 'Ir para o conteúdo' },
  menu: { en: 'Menu', 'pt-BR': 'Menu' },
  nav: { en: 'Pages', 'pt-BR': 'Páginas' },
  language: { en: 'Language', 'pt-BR': 'Idioma' },
  theme: { en: 'Theme', 'pt-BR': 'Tema' },
  footer: { en: 'Lapidary: from a table to predictions.', 'pt-BR': 'Lapidary: da tabela à previsão.' },
  docs: { en: 'API documentation', 'pt-BR': 'Documentação da API' },
  synthetic: {
    en: 'Synthetic data: this model was trained on a generated table. Use it to try the program, not to make decisions about people.',
    'pt-BR':
      'Dados sintéticos: este modelo foi treinado com uma tabela gerada. Use-o para experimentar o programa, não para tomar decisões sobre pessoas.',
  },
} as const satisfies TextTable

export const themeTexts = {
  auto: { en: 'System theme', 'pt-BR': 'Tema do sistema' },
  light: { en: 'Light', 'pt-BR': 'Claro' },
  dark: { en: 'Dark', 'pt-BR': 'Escuro' },
} as const satisfies TextTable

export const notFoundTexts = {
  home: { en: 'Go to the start page', 'pt-BR': 'Ir para a página inicial' },
  title: { en: 'Page not found', 'pt-BR': 'Página não encontrada' },
  lead: {
    en: 'The address may have a typing error, or the page was removed.',
    'pt-BR': 'O endereço pode ter um erro de digitação, ou a página foi removida.',
  },
} as const satisfies TextTable

export const accessTexts = {
  denied: { en: 'You do not have access to this page', 'pt-BR': 'Você não tem acesso a esta página' },
  deniedHelp: {
    en: 'It requires the permission “{scope}”. An administrator can give it to you.',
    'pt-BR': 'Ela exige a permissão “{scope}”. A administração pode concedê-la.',
  },
  programs: { en: 'Your access is for programs', 'pt-BR': 'Seu acesso é para programas' },
  programsHelp: {
    en: 'You can request predictions through the API. The pages also require the permission “{scope}”, which an administrator can give you.',
    'pt-BR':
      'Você pode pedir previsões pela API. As páginas exigem também a permissão “{scope}”, que a administração pode conceder.',
  },
} as const satisfies TextTable
