'use client'
import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Toasts } from '../ui/toasts'
import { createClient, createQueryClient, TRPCProvider } from './trpc'

/** What every page stands on: the query cache, the typed client and toasts. */
export function Providers({ children }: { readonly children: ReactNode }) {
  const [queryClient] = useState(createQueryClient)
  const [client] = useState(createClient)
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
        <Toasts />
      </TRPCProvider>
    </QueryClientProvider>
  )
}
