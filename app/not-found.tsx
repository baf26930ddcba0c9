import { Empty } from './ui/notice'
import { PageFrame } from './ui/page-frame'

export default function NotFound() {
  return (
    <PageFrame>
      <h1 className="text-lg font-semibold">There is no such page</h1>
      <Empty title="The address may be mistyped, or what it named has been removed." />
    </PageFrame>
  )
}
