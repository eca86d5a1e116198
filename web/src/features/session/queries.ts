import { useMutation } from '@tanstack/react-query'
import type { PasswordSignIn } from 'lapidary/client'
import { useSignIn } from '../../lib/queries.ts'
import { useApi } from '../../lib/use-api.tsx'

/** Makes the account and signs in with it. */
export function useRegister() {
  const api = useApi()
  const signIn = useSignIn()
  return useMutation({
    mutationFn: async (person: PasswordSignIn & { full_name?: string; invitation?: string }) => {
      await api.register(person)
      await signIn.mutateAsync({ username: person.username, password: person.password })
    },
  })
}
