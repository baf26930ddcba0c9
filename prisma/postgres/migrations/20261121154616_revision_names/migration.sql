-- DropIndex
DROP INDEX "Revision_topologyId_hash_key";

-- AlterTable
ALTER TABLE "Revision" ADD COLUMN     "createdBy" TEXT NOT NULL DEFAULT 'unknown',
ADD COLUMN     "name" TEXT,
ADD COLUMN     "reason" TEXT NOT NULL DEFAULT 'run';

-- CreateIndex
CREATE INDEX "Revision_topologyId_hash_idx" ON "Revision"("topologyId", "hash");
