import { roleNames } from '../roles.ts'
import type { SettingSpec } from './setting-spec.ts'

/** Keys, tokens, registration and sign-in. */
export const accessSettings = {
  API_KEY: {
    type: 'text',
    default: undefined,
    secret: true,
    help: 'Key with the scopes predict and read. If it is not set, the first start creates one in DATA_DIR/api-key (mode 0600).',
  },
  SECRET_KEY: {
    type: 'text',
    default: undefined,
    secret: true,
    help: "Key that signs users' tokens. If it is not set, the first start creates one in DATA_DIR/secret-key (mode 0600).",
  },
  TOKEN_ALGORITHM: {
    type: 'choice',
    default: 'HS256',
    choices: ['HS256', 'EdDSA'],
    help: 'How tokens are signed: "HS256" with SECRET_KEY, "EdDSA" with rotating keys in the database.',
  },
  ACCESS_TOKEN_EXPIRE_MINUTES: {
    type: 'integer',
    default: 30,
    min: 1,
    max: 525_600,
    help: "Minutes until a user's token expires.",
  },
  REGISTRATION: {
    type: 'choice',
    default: 'project',
    choices: ['project', 'open', 'invite', 'closed'],
    help: 'Who can register: anyone, invited people, or nobody. "project" takes the value of the config (closed if it has none).',
  },
  REGISTERED_ROLE: {
    type: 'choice',
    default: 'project',
    choices: ['project', ...roleNames],
    help: 'Role of a person who registers. "project" takes the value of the config (predictor if it has none).',
  },
  OIDC_ISSUER: {
    type: 'url',
    default: undefined,
    forms: ['https://id.example.org', 'http://localhost:9000'],
    help: 'Address of an OpenID Connect provider that people sign in with on the pages.',
  },
  OIDC_CLIENT_ID: { type: 'text', default: undefined, help: 'Client id at OIDC_ISSUER.' },
  OIDC_CLIENT_SECRET: {
    type: 'text',
    default: undefined,
    secret: true,
    help: 'Client secret at OIDC_ISSUER.',
  },
  OIDC_ROLES: {
    type: 'text',
    default: '',
    help: 'Roles of the groups of the provider, such as "data-team=operator,heads=admin". People in none of the groups are rejected.',
  },
} as const satisfies Record<string, SettingSpec>
