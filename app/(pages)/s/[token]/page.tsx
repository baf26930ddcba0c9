import { SharedPage } from '../../../share/shared-page'

export const metadata = { title: 'Shared topology', robots: { index: false }, referrer: 'no-referrer' as const }

export default async function Page({ params }: { readonly params: Promise<{ token: string }> }) {
  const { token } = await params
  return <SharedPage token={token} />
}
