import type { FastifyRequest } from 'fastify'
import type { Caller } from '../../../store/access/caller.ts'
import type { SignInEvent } from '../../../store/access/sessions/sign-in-log.ts'
import type { PlatformServices } from '../../platform-services.ts'

/** Records who opened or closed a session, and from which address. */
export async function recordSignIn(
  action: SignInEvent['action'],
  { id: by, name: subject }: Caller,
  { ip: address }: FastifyRequest,
  { signIns }: Pick<PlatformServices, 'signIns'>,
): Promise<void> {
  await signIns.record({ action, by, subject, address })
}
