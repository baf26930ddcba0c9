import { SweepPage } from '../../../../sweep/sweep-page'

export const metadata = { title: 'Sweep' }

export default async function Page({ params }: { readonly params: Promise<{ id: string }> }) {
  const { id } = await params
  return <SweepPage key={id} topologyId={id} />
}
