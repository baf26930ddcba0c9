import type { DeploymentInfo } from '../../engine/sdk'
import { notFound } from '../api/errors'
import type { Services } from '../services'

/** What a deployment was last said to be. @throws 404 for one never heard of. */
export async function findDeployment({ book }: Services, id: string): Promise<DeploymentInfo> {
  const info = book.get(id)
  if (!info) throw notFound('deployment', id)
  return info
}
