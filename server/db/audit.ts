/** Who changed what, and when. */
import type { PrismaClient } from './client'

export class AuditLog {
  constructor(private readonly prisma: PrismaClient) {}

  async note(
    actor: string,
    action: string,
    target: string | null,
    detail: Record<string, unknown> = {},
  ): Promise<void> {
    await this.prisma.audit.create({ data: { actor, action, target, detail: JSON.stringify(detail) } })
  }

  /** The newest first. */
  async list(take: number) {
    return this.prisma.audit.findMany({ orderBy: { id: 'desc' }, take })
  }
}
