import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Headers of responses that no browser renders. They are few and constant, because every request
 * sets them.
 */
export const apiHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

/** The page: our own files only, nothing inline, no other host. */
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** Swagger UI writes style attributes into its page; its scripts are files of ours. */
const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/**
 * A kept file (a plot, a report) may be shown in a frame of our page, but runs nothing and reaches
 * nothing.
 */
const artifactPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"

export function setApiHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(apiHeaders)
  if (request.protocol === 'https') reply.header('strict-transport-security', 'max-age=31536000')
}

export function setPageHeaders(reply: FastifyReply): void {
  reply.headers({
    'content-security-policy': pagePolicy,
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  })
}

export function setDocsHeaders(reply: FastifyReply): void {
  reply.headers({
    'content-security-policy': docsPolicy,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  })
}

export function setArtifactHeaders(reply: FastifyReply): void {
  reply.header('content-security-policy', artifactPolicy)
}
