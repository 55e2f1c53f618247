throw new Error('\u001B[31mno configuration');
