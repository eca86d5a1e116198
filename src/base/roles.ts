import type { LocalizedText } from './text/localized-text.ts'

/** How a scope or a role is shown to people. */
interface Wording {
  readonly title: LocalizedText
  readonly description: LocalizedText
}

/**
 * Every scope with its wording. A route requires one scope; a caller with `admin` has all of them.
 */
export const scopes = {
  predict: {
    title: { en: 'Predict', 'pt-BR': 'Prever' },
    description: {
      en: 'Request predictions and record outcomes.',
      'pt-BR': 'Pedir previsões e registrar desfechos.',
    },
  },
  read: {
    title: { en: 'Read', 'pt-BR': 'Consultar' },
    description: {
      en: 'See models, runs, data, features and the prediction log.',
      'pt-BR': 'Ver modelos, execuções, dados, variáveis e o registro de previsões.',
    },
  },
  track: {
    title: { en: 'Track', 'pt-BR': 'Registrar' },
    description: {
      en: 'Record runs, files, traces and model versions.',
      'pt-BR': 'Registrar execuções, arquivos, rastros e versões de modelos.',
    },
  },
  operate: {
    title: { en: 'Operate', 'pt-BR': 'Operar' },
    description: {
      en: 'Change the champion and the threshold.',
      'pt-BR': 'Trocar o modelo campeão e o limiar.',
    },
  },
  admin: {
    title: { en: 'Administer', 'pt-BR': 'Administrar' },
    description: {
      en: 'Everything, including managing users and erasing a person’s data.',
      'pt-BR': 'Tudo, inclusive gerenciar usuários e excluir os dados de uma pessoa.',
    },
  },
} as const satisfies Record<string, Wording>

export type Scope = keyof typeof scopes

interface RoleKind extends Wording {
  readonly scopes: readonly Scope[]
}

const roleTable = {
  reader: {
    scopes: ['read'],
    title: { en: 'Reader', 'pt-BR': 'Leitura' },
    description: { en: 'Sees everything and changes nothing.', 'pt-BR': 'Vê tudo e não altera nada.' },
  },
  predictor: {
    scopes: ['predict'],
    title: { en: 'Program', 'pt-BR': 'Programa' },
    description: {
      en: 'Requests predictions through the API and sees no pages.',
      'pt-BR': 'Pede previsões pela API e não vê páginas.',
    },
  },
  scientist: {
    scopes: ['predict', 'read', 'track'],
    title: { en: 'Scientist', 'pt-BR': 'Ciência de dados' },
    description: {
      en: 'Scores, sees everything, and records runs and model versions.',
      'pt-BR': 'Faz previsões, vê tudo e registra execuções e versões de modelos.',
    },
  },
  operator: {
    scopes: ['predict', 'read', 'track', 'operate'],
    title: { en: 'Operator', 'pt-BR': 'Operação' },
    description: {
      en: 'Scores, sees everything, records runs, and changes the champion and the threshold.',
      'pt-BR': 'Faz previsões, vê tudo, registra execuções e troca o modelo campeão e o limiar.',
    },
  },
  admin: {
    scopes: ['admin'],
    title: { en: 'Administrator', 'pt-BR': 'Administração' },
    description: { en: 'Can do everything.', 'pt-BR': 'Pode fazer tudo.' },
  },
} as const satisfies Record<string, RoleKind>

export type Role = keyof typeof roleTable

/**
 * Every role with its set of scopes, from the one that allows least to the one that allows most.
 */
export const roles: {
  readonly [Name in Role]: RoleKind & Pick<(typeof roleTable)[Name], 'title' | 'description'>
} = roleTable

/**
 * Returns scopes as the messages name them. In Portuguese each has its title, with the name that
 * commands and the API use.
 */
export function scopesInWords(names: Iterable<Scope>): LocalizedText {
  const listed = [...names]
  if (listed.length === 0) return { en: 'none', 'pt-BR': 'nenhuma' }
  return {
    en: listed.join(', '),
    'pt-BR': listed.map((name) => `${scopes[name].title['pt-BR']} (${name})`).join(', '),
  }
}

export const scopeNames = Object.keys(scopes) as readonly Scope[]
/** Names of the roles, from the one that allows least to the one that allows most. */
export const roleNames = Object.keys(roles) as readonly Role[]
