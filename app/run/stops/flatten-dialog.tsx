'use client'
import { useLive } from '../../canvas/session'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { formatQuantity } from '../../ui/format'
import { STOP_HELP } from './words'

interface FlattenDialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly onConfirm: () => void
}

/** The second step of flattening: what would be closed, and the word that does it. Enter confirms, Escape leaves. */
export function FlattenDialog({ open, onOpenChange, onConfirm }: FlattenDialogProps) {
  const positions = useLive((state) => state.positions)
  const held = positions.filter(({ quantity }) => quantity !== 0)
  const confirm = () => {
    onOpenChange(false)
    onConfirm()
  }
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Flatten and halt?"
      description={`${STOP_HELP.flatten}. It stays halted until you resume it.`}
      actions={
        <>
          <Button tone="danger" onClick={confirm} autoFocus>
            Flatten and halt now
          </Button>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
        </>
      }
    >
      {held.length === 0 ? (
        <p className="text-sm text-muted">No position is known to be open now.</p>
      ) : (
        <table className="w-full text-sm tabular-nums">
          <caption className="pb-1 text-left text-xs text-faint">To be closed at market</caption>
          <tbody>
            {held.map(({ instrument, quantity }) => (
              <tr key={instrument} className="border-t border-line">
                <th scope="row" className="py-1 text-left font-normal">
                  {instrument}
                </th>
                <td className="py-1 text-right">
                  {quantity > 0 ? 'long' : 'short'} {formatQuantity(Math.abs(quantity))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  )
}
