import type { LocalizedText } from './text/localized-text.ts'

/** How a scope or a role is shown to people. */
interface Wording {
  readonly title: LocalizedText
  readonly description: LocalizedText
}

/** Every scope with its wording. A route requires one scope; a caller who holds `admin` holds them all. */
const scopeTable = {
  predict: {
    title: { en: 'Score', 'pt-BR': 'Avaliar' },
    description: { en: 'Request predictions and record outcomes.', 'pt-BR': 'Pedir predições e informar desfechos.' },
  },
  read: {
    title: { en: 'Read', 'pt-BR': 'Ler' },
    description: {
      en: 'See models, runs, data, features and the prediction log.',
      'pt-BR': 'Ver modelos, execuções, dados, variáveis e o registro de predições.',
    },
  },
  operate: {
    title: { en: 'Operate', 'pt-BR': 'Operar' },
    description: { en: 'Change the champion and the threshold.', 'pt-BR': 'Trocar o campeão e o limiar.' },
  },
  admin: {
    title: { en: 'Administer', 'pt-BR': 'Administrar' },
    description: {
      en: 'Everything, also users and the erasure of a person’s rows.',
      'pt-BR': 'Tudo, inclusive usuários e a eliminação dos dados de uma pessoa.',
    },
  },
} as const satisfies Record<string, Wording>

export type Scope = keyof typeof scopeTable

interface RoleKind extends Wording {
  readonly scopes: readonly Scope[]
}

/** Every role with its set of scopes, from the one that allows least to the one that allows most. */
const roleTable = {
  reader: {
    scopes: ['read'],
    title: { en: 'Reader', 'pt-BR': 'Leitura' },
    description: { en: 'sees everything and changes nothing.', 'pt-BR': 'vê tudo e não muda nada.' },
  },
  predictor: {
    scopes: ['predict'],
    title: { en: 'Program', 'pt-BR': 'Programa' },
    description: {
      en: 'requests predictions through the API, and sees no page.',
      'pt-BR': 'pede predições pela API e não vê páginas.',
    },
  },
  operator: {
    scopes: ['predict', 'read', 'operate'],
    title: { en: 'Operator', 'pt-BR': 'Operação' },
    description: {
      en: 'scores, sees everything, and changes champion and threshold.',
      'pt-BR': 'avalia, vê tudo e troca o campeão e o limiar.',
    },
  },
  admin: {
    scopes: ['admin'],
    title: { en: 'Administrator', 'pt-BR': 'Administração' },
    description: { en: 'may do everything.', 'pt-BR': 'pode fazer tudo.' },
  },
} as const satisfies Record<string, RoleKind>

export type Role = keyof typeof roleTable

export const scopes: Readonly<Record<Scope, Wording>> = scopeTable
export const roles: Readonly<Record<Role, RoleKind>> = roleTable

export const scopeNames = Object.keys(scopeTable) as readonly Scope[]
/** Names of the roles, from the one that allows least to the one that allows most. */
export const roleNames = Object.keys(roleTable) as readonly Role[]
