"""Applications for admission that come by a link or its QR code: sent without an account, examined, opened as a case."""
