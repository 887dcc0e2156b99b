export { lastReceipt, LedgerReceipt, receiptOf } from '#libs/operations';
