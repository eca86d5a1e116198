import { useMutation } from '@tanstack/react-query'
import { useApi } from '../../lib/use-api.tsx'

export function useChangePassword() {
  const api = useApi()
  return useMutation({
    mutationFn: (change: { old_password: string; new_password: string }) => api.changePassword(change),
  })
}
