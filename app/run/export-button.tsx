'use client'
import { Download } from 'lucide-react'
import { useSession } from '../canvas/session'
import { useTRPCClient } from '../remote/trpc'
import { Button } from '../ui/button'
import { downloadText, topologyFileName } from '../ui/download'
import { Tooltip } from '../ui/tooltip'
import { useRequest } from './use-deployment'

/** Hands out the topology file. */
export function ExportButton() {
  const { document, autosave } = useSession()
  const client = useTRPCClient()
  const { ask } = useRequest()
  const exportFile = () =>
    ask(async () => {
      await autosave?.saved()
      const topology = await client.topologies.export.query({ id: document.getState().topologyId })
      downloadText(topologyFileName(topology.name), `${JSON.stringify(topology, null, 2)}\n`)
    })
  return (
    <Tooltip text="Export as a topology file">
      <Button tone="quiet" icon aria-label="Export" onClick={exportFile}>
        <Download size={15} aria-hidden />
      </Button>
    </Tooltip>
  )
}
