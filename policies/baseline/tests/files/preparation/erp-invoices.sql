-- merges scans that arrived twice and drops credit notes
create table prepared.invoices as
select distinct on (supplier, invoice_no) * from landing.invoices where kind <> 'credit note';
