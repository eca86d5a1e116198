import type { TextTable } from '../../lib/i18n/texts.ts'

export const keysTexts = {
  lead: {
    en: 'API keys let programs request predictions and read data without a user. Each key has only the permissions that you give it.',
    'pt-BR':
      'Com uma chave de API, um programa pede previsões e consulta dados sem um usuário. Cada chave tem só as permissões que você der.',
  },
  none: {
    en: 'There are no keys yet, except the API_KEY of this server.',
    'pt-BR': 'Ainda não há chaves, além da API_KEY deste servidor.',
  },
  create: { en: 'Create a key', 'pt-BR': 'Criar chave' },
  nameHint: {
    en: 'The owner or purpose of the key. It appears with each prediction in the log.',
    'pt-BR': 'A quem pertence ou para que serve. Aparece com cada previsão no registro.',
  },
  scopes: { en: 'Permissions', 'pt-BR': 'Permissões' },
  createdAt: { en: 'Created', 'pt-BR': 'Criada em' },
  expires: { en: 'Expires', 'pt-BR': 'Expira' },
  lastUsed: { en: 'Last used', 'pt-BR': 'Último uso' },
  state: {
    valid: { en: 'Valid', 'pt-BR': 'Válida' },
    revoked: { en: 'Revoked', 'pt-BR': 'Revogada' },
    expired: { en: 'Expired', 'pt-BR': 'Expirada' },
  },
  revoke: { en: 'Revoke', 'pt-BR': 'Revogar' },
  revokeOne: { en: 'Revoke {name}', 'pt-BR': 'Revogar {name}' },
  revokeHelp: {
    en: 'Programs that use the key “{name}” are rejected immediately, and its sessions end. This cannot be undone, but you can create a new key.',
    'pt-BR':
      'Os programas que usam a chave “{name}” passam a ser recusados imediatamente, e as sessões dela são encerradas. Não é possível desfazer, mas você pode criar outra chave.',
  },
  revoked: { en: 'The key “{name}” was revoked.', 'pt-BR': 'A chave “{name}” foi revogada.' },
  created: { en: 'The key “{name}” was created.', 'pt-BR': 'A chave “{name}” foi criada.' },
  createdTitle: { en: 'Key “{name}”', 'pt-BR': 'Chave “{name}”' },
  shownOnce: {
    en: 'Copy the key now: it is shown only once, because the server stores only its hash. Programs send it in the x-api-key header.',
    'pt-BR':
      'Copie a chave agora: ela só aparece uma vez, porque o servidor guarda apenas o hash. Os programas a enviam no cabeçalho x-api-key.',
  },
  go: { en: 'Create', 'pt-BR': 'Criar' },
  missingName: { en: 'Enter a name.', 'pt-BR': 'Informe um nome.' },
  missingScopes: { en: 'Choose at least one permission.', 'pt-BR': 'Escolha pelo menos uma permissão.' },
  lastDay: { en: 'Expiry date', 'pt-BR': 'Data de validade' },
  lastDayHint: {
    en: 'If empty, the key does not expire.',
    'pt-BR': 'Se ficar em branco, a chave não expira.',
  },
} as const satisfies TextTable
