import { ReportPage } from '../../../report/report-page'

export const metadata = { title: 'Report' }

export default async function Page({ params }: { readonly params: Promise<{ id: string }> }) {
  const { id } = await params
  return <ReportPage id={id} />
}
