import { isIP } from 'node:net'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { isPublicAddress } from '../../base/network/public-address.ts'
import type { LocalizedText } from '../../base/text/localized-text.ts'

const maxLength = 2000

/** Returns whether deliveries may go to an address: HTTPS on port 443, or an allowed origin. */
export function isAllowedUrl(url: URL, allowedOrigins: ReadonlySet<string>): boolean {
  return (url.protocol === 'https:' && url.port === '') || allowedOrigins.has(url.origin)
}

/**
 * Checks the address of a webhook. Its name is resolved at each delivery only, so that creating a
 * webhook reveals nothing about the names of this network.
 * @throws LapidaryError `bad-webhook-url`
 */
export function checkWebhookUrl(text: string, allowedOrigins: ReadonlySet<string>): void {
  const reason = problemOf(text, allowedOrigins)
  if (reason !== null) throw new LapidaryError('bad-webhook-url', { reason, seen: text.slice(0, 200) })
}

function problemOf(text: string, allowedOrigins: ReadonlySet<string>): LocalizedText | null {
  if (text.trim() === '') {
    return {
      en: 'Webhook URL cannot be empty or just whitespace',
      'pt-BR': 'O endereço do webhook não pode ficar vazio',
    }
  }
  const url = URL.parse(text)
  if (url === null || text.length > maxLength)
    return { en: 'Invalid webhook URL', 'pt-BR': 'Endereço de webhook inválido' }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (allowedOrigins.has(url.origin)) return null
  if (url.protocol !== 'https:') {
    const scheme = url.protocol.slice(0, -1)
    return {
      en: `Invalid webhook URL scheme: '${scheme}'. Allowed schemes are: https`,
      'pt-BR': `Esquema de endereço de webhook inválido: "${scheme}". O esquema permitido é https`,
    }
  }
  if (url.username !== '' || url.password !== '') {
    return {
      en: 'The webhook URL contains credentials, which every response would show',
      'pt-BR': 'O endereço do webhook contém credenciais, que apareceriam em todas as respostas',
    }
  }
  if (url.port !== '') {
    return {
      en: `The webhook URL names port ${url.port}; the allowed port is 443`,
      'pt-BR': `O endereço do webhook usa a porta ${url.port}; a porta permitida é 443`,
    }
  }
  const isLocal = /^(?:.+\.)?localhost\.?$/.test(host) // RFC 6761
  if (isLocal || (isIP(host) !== 0 && !isPublicAddress(host))) {
    return {
      en: `Webhook URL must not resolve to a non-public IP address: ${host}`,
      'pt-BR': `O endereço do webhook não pode levar a um endereço IP que não é público: ${host}`,
    }
  }
  return null
}
