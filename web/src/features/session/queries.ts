import { useMutation, useQuery } from '@tanstack/react-query'
import type { PasswordSignIn, SignInInfo } from '../../lib/contract.ts'
import { useSignIn } from '../../lib/queries.ts'
import { useApi } from '../../lib/use-api.tsx'

/** How this server lets people in. It does not change while the page is open. */
export function useSignInInfo() {
  const api = useApi()
  return useQuery<SignInInfo>({ queryKey: ['sign-in'], queryFn: () => api.signInInfo(), staleTime: Infinity })
}

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
