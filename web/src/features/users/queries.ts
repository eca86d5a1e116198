import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Role } from 'lapidary/client'
import { useApi } from '../../lib/use-api.tsx'

export function useUsers() {
  const api = useApi()
  return useQuery({ queryKey: ['users'], queryFn: () => api.users() })
}

/** The last sensitive changes. */
export function useAudit() {
  const api = useApi()
  return useQuery({
    queryKey: ['audit'],
    queryFn: () => api.audit({ limit: 20 }),
    placeholderData: keepPreviousData,
  })
}

function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['users'] }),
        client.invalidateQueries({ queryKey: ['audit'] }),
      ]),
  })
}

export interface NewUser {
  readonly username: string
  readonly role: Role
  readonly full_name?: string
  readonly password?: string
}

export function useAddUser() {
  const api = useApi()
  return useChange((user: NewUser) => api.addUser(user))
}

export interface UserChange {
  readonly username: string
  readonly change: { readonly role?: Role; readonly disabled?: boolean; readonly password?: string }
}

export function useChangeUser() {
  const api = useApi()
  return useChange(({ username, change }: UserChange) => api.changeUser(username, change))
}
