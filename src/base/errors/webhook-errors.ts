import type { ErrorKind } from './error-kind.ts'

/** Webhooks. */
export const webhookErrors = {
  'webhook-not-found': {
    status: 404,
    exit: 1,
    en: 'Webhook with ID {id} not found. List the webhooks to see their ids.',
    'pt-BR': 'O webhook com o id {id} não foi encontrado. Liste os webhooks para ver os ids.',
  },
  'bad-webhook-name': {
    status: 422,
    exit: 1,
    en: 'Webhook name "{seen}" is invalid. It must start and end with a letter or digit, have at most 63 characters, and contain only letters, digits, dots (.), underscores (_) and hyphens (-). Choose another name.',
    'pt-BR':
      'O nome de webhook "{seen}" é inválido. Ele deve começar e terminar com uma letra ou um dígito, ter no máximo 63 caracteres e conter apenas letras, dígitos, pontos (.), sublinhados (_) e hifens (-). Escolha outro nome.',
  },
  'bad-webhook-url': {
    status: 422,
    exit: 1,
    en: '{reason}: "{seen}". Use https:// with a public host on port 443, or add the origin to WEBHOOK_ALLOWED_ORIGINS.',
    'pt-BR':
      '{reason}: "{seen}". Use https:// com um host público na porta 443 ou acrescente a origem a WEBHOOK_ALLOWED_ORIGINS.',
  },
  'bad-webhook-events': {
    status: 422,
    exit: 1,
    en: 'Webhook events must be a non-empty list of known events; "{seen}" is not one. Allowed: {allowed}. Correct the list.',
    'pt-BR':
      'Os eventos de um webhook devem ser uma lista não vazia de eventos conhecidos; "{seen}" não é um deles. Permitidos: {allowed}. Corrija a lista.',
  },
  'bad-webhook-text': {
    status: 422,
    exit: 1,
    en: 'The {field} of the webhook is too long. At most {limit} characters are allowed. Shorten it.',
    'pt-BR': 'O campo {field} do webhook é longo demais. O máximo é de {limit} caracteres. Encurte-o.',
  },
  'too-many-webhooks': {
    status: 409,
    exit: 1,
    en: 'There are {limit} webhooks, which is the maximum. Delete one that is not used.',
    'pt-BR': 'Há {limit} webhooks, que é o máximo. Exclua um que não seja usado.',
  },
} as const satisfies Record<string, ErrorKind>
