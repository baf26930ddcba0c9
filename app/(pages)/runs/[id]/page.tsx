import { ReportPage } from '../../../report/report-page'

export const metadata = { title: 'Report' }

interface PageProps {
  readonly params: Promise<{ id: string }>
  readonly searchParams: Promise<{ with?: string | string[] }>
}

export default async function Page({ params, searchParams }: PageProps) {
  const { id } = await params
  const { with: others } = await searchParams
  return <ReportPage id={id} others={Array.isArray(others) ? others.join(',') : others} />
}
