"""The membership fee: who paid which month, what is handed up, who is behind (P16; HD 20 §32; NQ 07-NQ/TWĐTN)."""
