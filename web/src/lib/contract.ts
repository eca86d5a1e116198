/** The one door to what the page shares with the server: the client's entry, free of anything that only a server has. */
export * from 'lapidary/client'
