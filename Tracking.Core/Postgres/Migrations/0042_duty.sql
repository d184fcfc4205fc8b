-- Who pays duty and tax: the order's Incoterm, and whether the shop collected the tax in advance (the EU's IOSS).
alter table tracking.purchase add column incoterm text, add column tax_prepaid boolean;
