import { preload } from 'react-dom'
import { CanvasPage } from '../../../canvas/canvas-page'
import { queryAddress } from '../../../remote/query-address'

export const metadata = { title: 'Canvas' }

export default async function Page({ params }: { readonly params: Promise<{ id: string }> }) {
  const { id } = await params
  // The drawing is on its way while the scripts still are: the same question, asked by the browser as it reads the page.
  preload(queryAddress('topologies.get', { id }), { as: 'fetch', crossOrigin: 'anonymous' })
  return <CanvasPage key={id} id={id} />
}
