import { CanvasPage } from '../../../canvas/canvas-page'

export const metadata = { title: 'Canvas' }

export default async function Page({ params }: { readonly params: Promise<{ id: string }> }) {
  const { id } = await params
  return <CanvasPage key={id} id={id} />
}
