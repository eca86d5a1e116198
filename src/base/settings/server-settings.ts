import type { SettingSpec } from './setting-spec.ts'

/** Where the server listens, who reaches it, and how much of it one caller may use. */
export const serverSettings = {
  PORT: {
    type: 'integer',
    default: 8000,
    min: 0,
    max: 65_535,
    help: 'Port of the server; 0 takes any free port.',
  },
  HOST: {
    type: 'text',
    default: '127.0.0.1',
    help: 'Address to listen on. Any address but loopback can be reached from other machines and requires a strong API_KEY.',
  },
  PUBLIC_URL: {
    type: 'url',
    default: undefined,
    forms: ['https://steps.example.org', 'http://localhost:8000'],
    help: 'Address under which people reach the server. Required for OIDC behind a proxy.',
  },
  ALLOWED_HOSTS: {
    type: 'text',
    default: '',
    help: 'Other host names, separated by commas, that requests may name while the server listens on loopback.',
  },
  TRUST_PROXY: {
    type: 'flag',
    default: false,
    help: "Whether the last entry of X-Forwarded-For is the caller's address. Set it only behind a proxy of your own.",
  },
  RATE_LIMIT: {
    type: 'integer',
    default: 600,
    min: 0,
    max: 1_000_000,
    help: 'Maximum requests per minute of each key and address; 0 for no limit.',
  },
  REQUEST_TIMEOUT: {
    type: 'duration',
    default: '30s',
    min: '1s',
    max: '1h',
    unit: 's',
    help: 'Time within which a whole request must have arrived.',
  },
  MAX_CONNECTIONS: {
    type: 'integer',
    default: 1024,
    min: 1,
    max: 100_000,
    help: 'Maximum open connections.',
  },
  MAX_CONNECTIONS_PER_ADDRESS: {
    type: 'integer',
    default: 256,
    min: 0,
    max: 100_000,
    help: 'Maximum open connections of one address (IPv6: one /64 network); 0 for no limit. There is no limit with TRUST_PROXY=true, because all connections come from the proxy.',
  },
  WEBHOOK_ALLOWED_ORIGINS: {
    type: 'text',
    default: '',
    help: 'Origins, separated by commas, that webhooks may use besides public HTTPS addresses on port 443, such as https://hooks.internal:8443 or http://127.0.0.1:9000. They may be private.',
  },
  LOG_LEVEL: {
    type: 'choice',
    default: 'info',
    choices: ['silent', 'error', 'warn', 'info', 'debug'],
    help: 'Lowest level of the messages that the server logs.',
  },
} as const satisfies Record<string, SettingSpec>
