-- AlterTable
ALTER TABLE "Order" ADD COLUMN     "stopPrice" DOUBLE PRECISION;
